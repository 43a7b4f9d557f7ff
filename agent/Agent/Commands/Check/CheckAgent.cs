using System.Text.Json;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A check by what a running agent, or a Prometheus, says: <c>/api/v1/rules</c> and <c>/api/v1/query</c>.</summary>
internal sealed class CheckAgent(Uri agent, TimeSpan timeout)
{
    /// <summary>What says of itself that it is down. The labels say what it is.</summary>
    const string Down = "{__name__=~\"up|pg_up|pgbouncer_up|probe_success\"} == 0";

    /// <param name="names">Alerts; all when there are none.</param>
    /// <exception cref="CheckException">It cannot be asked.</exception>
    internal async Task<CheckReport> AskAsync(IReadOnlyList<string> names, CheckExpression? expression)
    {
        using var http = AgentAddress.Client(agent, timeout);
        if (expression is not null)
            return await EvaluateAsync(http, expression);
        var alerts = await RulesAsync(http, names);
        var down = names.Count > 0 ? [] : await QueryAsync(http, Down);
        return new([.. down.Select(sample => new CheckRow($"{sample.Labels}", "DOWN", "", ""))])
        {
            Alerts = [.. alerts.OrderByDescending(alert => alert.State)],
        };
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

    async Task<List<CheckAlert>> RulesAsync(HttpClient http, IReadOnlyList<string> names)
    {
        using var answer = await GetAsync(http, "api/v1/rules?type=alert");
        return Read(answer, data =>
        {
            JsonElement[] rules = [.. data.GetProperty("groups").EnumerateArray().SelectMany(group => group.GetProperty("rules").EnumerateArray())];
            if (names.FirstOrDefault(name => !Array.Exists(rules, rule => Name(rule) == name)) is { } unknown)
                throw new CheckException($"{agent} has no alert '{unknown}'{Hint(unknown, rules.Select(Name))}");
            List<CheckAlert> alerts = [];
            foreach (var named in rules.Where(rule => names.Count == 0 || names.Contains(Name(rule))).GroupBy(Name))
            {
                CheckAlert[] firing = [.. CheckAlert.Worst(named.SelectMany(Firing))];
                alerts.AddRange(firing);
                if (firing.Length == 0)
                    alerts.Add(Quiet(named.Key, named));
            }

            return alerts;
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
            throw new CheckException($"{agent} cannot be asked: {e.Message}");
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
