using System.Text.Json;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A check by what a running agent, or a Prometheus, says: <c>/api/v1/rules</c>, <c>/api/v1/query</c>, and the agent's <c>/health</c>.</summary>
internal sealed class CheckAgent(Uri agent, TimeSpan timeout)
{
    /// <summary>What says of itself that it is down. The labels say what it is.</summary>
    const string Down = "{__name__=~\"up|pg_up|pgbouncer_up|probe_success\"} == 0";

    /// <param name="names">Of alerts, and of what /health knows; all when there are none.</param>
    /// <exception cref="CheckException">It cannot be asked.</exception>
    internal async Task<CheckReport> AskAsync(IReadOnlyList<string> names, CheckExpression? expression)
    {
        using var http = AgentAddress.Client(agent, timeout);
        if (expression is not null)
            return await EvaluateAsync(http, expression);
        var (rules, watched) = (await RulesAsync(http), await HealthAsync(http));
        string[] alerts = [.. rules.Select(rule => rule.Key)];
        CheckRow[] rows = [.. watched?.Where(row => !alerts.Contains(row.Check)) ?? []];
        if (names.Where(name => !alerts.Contains(name) && !rows.Any(row => IsNamed(row, name))).ToArray() is { Length: > 0 } unknown)
            throw new CheckException([.. unknown.Select(name => $"{agent} has no alert and watches nothing that is called '{name}'{Hint(name, alerts.Concat(rows.Select(row => row.Check)))}")]);
        return new([.. names.Count == 0 ? watched is null ? await DownAsync(http) : rows : rows.Where(row => names.Any(name => IsNamed(row, name)))])
        {
            Alerts = [.. rules.Where(rule => names.Count == 0 || names.Contains(rule.Key)).SelectMany(rule => rule).OrderByDescending(alert => alert.State)],
        };
    }

    /// <summary><c>probe</c> is all of them, <c>probe[api]</c> one.</summary>
    static bool IsNamed(CheckRow row, string name) => row.Check == name || row.Check.StartsWith($"{name}[", StringComparison.Ordinal);

    /// <summary>Of a Prometheus.</summary>
    async Task<IEnumerable<CheckRow>> DownAsync(HttpClient http) => (await QueryAsync(http, Down)).Select(sample => new CheckRow($"{sample.Labels}", "DOWN", "", ""));

    /// <summary>What an agent watches, and its alerts; null where it is a Prometheus.</summary>
    async Task<CheckRow[]?> HealthAsync(HttpClient http)
    {
        try
        {
            using var answer = await GetAsync(http, "health");
            return CheckHealth.Read(answer.RootElement);
        }
        catch (CheckException)
        {
            return null;
        }
    }

    async Task<CheckReport> EvaluateAsync(HttpClient http, CheckExpression expression)
    {
        var found = (await QueryAsync(http, expression.Expression.ToString()!)).Select(expression.Report).ToArray();
        return new([])
        {
            IsExpression = true,
            Alerts = found.Length == 0 ? [expression.Nothing("no series")] : [.. found.Select(each => each.Alert).OrderByDescending(alert => alert.State)],
            Measures = [.. found.Select(each => each.Measure)],
        };
    }

    async Task<List<IGrouping<string, CheckAlert>>> RulesAsync(HttpClient http)
    {
        using var answer = await GetAsync(http, "api/v1/rules?type=alert");
        return Read(answer, data =>
        {
            JsonElement[] rules = [.. data.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];
            List<CheckAlert> alerts = [];
            foreach (var named in rules.GroupBy(Name))
            {
                CheckAlert[] firing = [.. CheckAlert.Worst(named.SelectMany(Firing))];
                alerts.AddRange(firing);
                if (firing.Length == 0)
                    alerts.Add(Quiet(named.Key, named));
            }

            return alerts.GroupBy(alert => alert.Name).ToList();
        });
    }

    static string Hint(string word, IEnumerable<string> known) => Config.Reading.Suggestion.For(word, known) is { } near ? $"; did you mean '{near}'?" : "";

    static CheckAlert Quiet(string name, IEnumerable<JsonElement> rules)
    {
        var isBroken = rules.Any(rule => rule.GetProperty("health").GetString() == "err");
        return new(name, isBroken ? CheckState.Unknown : CheckState.Ok, Labels.None) { Target = Target(rules.First()), Detail = isBroken ? "cannot be evaluated" : "" };
    }

    static IEnumerable<CheckAlert> Firing(JsonElement rule) =>
        from alert in rule.GetProperty("alerts").EnumerateArray()
        where alert.GetProperty("state").GetString() == "firing"
        let labels = Texts(alert.GetProperty("labels"))
        select new CheckAlert(Name(rule), CheckStates.Of(labels[Alert.SeverityLabel]), labels)
        {
            Value = Number(alert.GetProperty("value").GetString()!),
            Target = Target(rule),
            Detail = Texts(alert.GetProperty("annotations"))["summary"],
        };

    static string Target(JsonElement rule)
    {
        try
        {
            return Threshold.Of(PromqlParser.Parse(rule.GetProperty("query").GetString()!))?.Target ?? "";
        }
        catch (PromqlException)
        {
            // A Prometheus knows more than the agent does.
            return "";
        }
    }

    async Task<List<VectorSample>> QueryAsync(HttpClient http, string expression)
    {
        using var answer = await GetAsync(http, $"api/v1/query?query={Uri.EscapeDataString(expression)}");
        return Read(answer, data => data.GetProperty("resultType").GetString() == "vector"
            ? data.GetProperty("result").EnumerateArray().Select(series => new VectorSample(Texts(series.GetProperty("metric")), Number(series.GetProperty("value")[1].GetString()!))).ToList()
            : [new(Labels.None, Number(data.GetProperty("result")[1].GetString()!))]);
    }

    async Task<JsonDocument> GetAsync(HttpClient http, string path)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(agent, path));
            return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CheckException($"{agent} cannot be asked: {ConnectionFault.Text(e)}");
        }
        catch (JsonException)
        {
            throw new CheckException($"{agent} is neither an agent nor a Prometheus");
        }
    }

    T Read<T>(JsonDocument answer, Func<JsonElement, T> read)
    {
        try
        {
            var root = answer.RootElement;
            return root.GetProperty("status").GetString() == "success" ? read(root.GetProperty("data")) : throw new CheckException($"{agent}: {root.GetProperty("error").GetString()}");
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException or ArgumentNullException)
        {
            throw new CheckException($"{agent} is neither an agent nor a Prometheus");
        }
    }

    static string Name(JsonElement rule) => rule.GetProperty("name").GetString()!;

    static Labels Texts(JsonElement json) => Labels.Of(json.EnumerateObject().Select(label => new Label(label.Name, label.Value.GetString()!)));

    static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture),
    };
}
