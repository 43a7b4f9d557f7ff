using System.Text.Json;
using System.Text.Json.Nodes;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Contract.Api;

/// <summary>The agent and a real Prometheus 3 that scrapes it answer the same requests in the same form.</summary>
internal sealed class ApiTests
{
    AgentProcess agent = null!;
    Prometheus prometheus = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        agent = await AgentProcess.StartAsync("rules: {enabled: false}\n");
        prometheus = await Prometheus.StartNewestAsync(agent.Http.BaseAddress!);
        for (var i = 0; i < 300 && (await prometheus.QueryAsync("node_cpu_seconds_total")).Count == 0; i++)
            await Task.Delay(100);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await prometheus.DisposeAsync();
        await agent.DisposeAsync();
    }

    [Test]
    public async Task Expressions_over_what_is_exposed_have_the_same_form()
    {
        await Same("query?query=node_load1");
        await Same("query?query=node_cpu_seconds_total%7Bmode%3D%22idle%22%7D");
        await Same("query?query=node_load1%5B5m%5D");
        await Same("query?query=sum(node_cpu_seconds_total)by(mode)");
        Assert.That((await GetAsync(agent.Http, "query?query=node_load1%5B5m%5D")).Json.GetProperty("warnings").GetArrayLength(), Is.EqualTo(1), "no rule reads it");
        await Same("query?query=count_over_time(node_load1%5B5m%5D)");
        await Same("query?query=nosuch");
        await Same("query?query=node_cpu_seconds_total&limit=1");
        await Same($"query_range?query=node_load1&start={Now(-60)}&end={Now(3)}&step=1");
        await Same($"query_range?query=sum(node_cpu_seconds_total)&start={Now(-60)}&end={Now(3)}&step=1s");
        await Same($"query_range?query=nosuch&start={Now(-60)}&end={Now(3)}&step=1s");
    }

    [Test]
    public async Task Answers_that_need_no_series_are_the_same_to_the_letter()
    {
        foreach (var expression in (string[])[
            "1", "-0", "0.1+0.2", "1e-7", "1e21", "1e300*1e300", "-1/0", "0/0", "time()", "\"a\\\"<b>\\u00e4\"", "vector(1e-7)", "vector(-0)", "vector(1e21)", "vector(123456789.123)", "vector(0/0)",
            "vector(1/0)", "vector(time())", "label_replace(vector(1),\"a\",\"<&>\\n\\u00e4\\u2028\",\"\",\"\")"])
        {
            await Equal($"query?query={Uri.EscapeDataString(expression)}&time=1435781451.78");
            await Equal($"query?query={Uri.EscapeDataString(expression)}&time=2015-07-01T22:10:51.7%2B02:00");
            if (expression[0] != '"')
                await Equal($"query_range?query={Uri.EscapeDataString(expression)}&start=1435781451.781&end=2015-07-01T20:10:55Z&step=0.5");
        }

        await Equal("label/nosuch/values");
        await Equal("label/U__no_2e_such/values");
        await Equal("series?match[]=nosuch");
        await Equal("metadata?metric=nosuch");
        await Equal("rules");
        await Equal("rules?type=alert");
        await Equal("alerts");
    }

    [Test]
    public async Task What_there_is_to_ask_for_is_listed_in_the_same_form()
    {
        await Same("series?match[]=node_load1&match[]=node_load5");
        await Same($"series?match[]=node_load1&start={Now(-600)}&end={Now(5)}");
        await Same("series?match[]=node_cpu_seconds_total&limit=1");
        await Same("labels");
        await Same("labels?match[]=node_load1");
        await Same("labels?limit=1");
        await Same("label/__name__/values");
        await Same("metadata?metric=node_load1");
        await Same("status/buildinfo");
        await Equal("label/__name__/values?match[]=node_load1");
        await Equal("label/mode/values?match[]=node_cpu_seconds_total");
        await Equal("label/cpu/values?match[]=node_cpu_seconds_total&limit=1");
    }

    [Test]
    public async Task Requests_that_are_wrong_get_the_same_error()
    {
        foreach (var path in (string[])[
            "query", "query?query=", "query?query=sum(", "query?query=1%2B", "query?query=1&time=now", "query?query=1&timeout=soon", "query?query=rate(node_load1)",
            "query_range?query=1", "query_range?query=1&start=0", "query_range?query=1&start=10&end=5&step=1", "query_range?query=1&start=0&end=10&step=0", "query_range?query=1&start=0&end=10&step=-1",
            "query_range?query=1&start=0&end=10&step=soon", "query_range?query=1&start=0&end=10", "query_range?query=1&start=0&end=100000&step=1", "query_range?query=up%5B5m%5D&start=0&end=10&step=1",
            "query_range?query=%22a%22&start=0&end=10&step=1", "series", "series?match[]=up%7B", "series?match[]=up&start=now", "labels?start=now",
            "label/mode/values?end=now", "metadata?limit=many", "metadata?limit_per_metric=many", "rules?type=all"])
            await Equal(path);
        await Same("query?query=node_cpu_seconds_total*on(mode)node_cpu_seconds_total");
        await Same("series?match[]=%7Ba%3D~%22.*%22%7D");
        await Same("series?match[]=up%20offset%205m");
        await Same("labels?match[]=up%7B");
        await Same("label/U__/values");
        await Same("query?query=1&limit=-1");
        await Same("query?query=1&limit=many");
    }

    [Test]
    public async Task Forms_are_read_as_URLs_are()
    {
        await Form("query", ("query", "1 + 1"), ("time", "5"));
        await Form("query", ("query", "1 +"));
        await Form("query_range", ("query", "vector(1)"), ("start", "0"), ("end", "10"), ("step", "5"));
        await Form("series", ("match[]", "nosuch"), ("match[]", "nothing"));
        await Form("query?query=2", ("query", "1 + 1"), ("time", "5"));
        await Form("query?time=7", ("query", "1 + 1"));

        async Task Form(string path, params (string, string)[] fields)
        {
            var (theirs, ours) = (await Post(prometheus.Http), await Post(agent.Http));
            Assert.That(ours, Is.EqualTo(theirs), path);

            async Task<string> Post(HttpClient http)
            {
                using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
                using var answer = await http.PostAsync(new Uri($"api/v1/{path}", UriKind.Relative), form);
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                return $"{(int)answer.StatusCode} {Canonical(json.RootElement)}";
            }
        }
    }

    async Task Same(string path)
    {
        var ((theirStatus, theirs), (ourStatus, ours)) = (await GetAsync(prometheus.Http, path), await GetAsync(agent.Http, path));
        Assert.That($"{ourStatus} {JsonShape.Of(WithoutPast(ours))}", Is.EqualTo($"{theirStatus} {JsonShape.Of(theirs)}"), $"{path}\nPrometheus: {theirs}\nagent: {ours}");
        Assert.That(ErrorType(ours), Is.EqualTo(ErrorType(theirs)), path);
    }

    async Task Equal(string path)
    {
        var ((theirStatus, theirs), (ourStatus, ours)) = (await GetAsync(prometheus.Http, path), await GetAsync(agent.Http, path));
        Assert.That($"{ourStatus} {Canonical(ours)}", Is.EqualTo($"{theirStatus} {Canonical(theirs)}"), path);
    }

    /// <summary>An answer without the warning that only the agent has: that there is no past of what no rule reads.</summary>
    static JsonElement WithoutPast(JsonElement answer)
    {
        var json = JsonNode.Parse(answer.GetRawText())!.AsObject();
        if (json["warnings"] is JsonArray warnings && warnings.All(warning => $"{warning}".EndsWith("because no rule reads them", StringComparison.Ordinal)))
            json.Remove("warnings");
        return JsonSerializer.SerializeToElement(json);
    }

    static string? ErrorType(JsonElement answer) => answer.TryGetProperty("errorType", out var type) ? type.GetString() : null;

    static async Task<(int Status, JsonElement Json)> GetAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(new Uri($"api/v1/{path}", UriKind.Relative));
        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"), path);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, json.RootElement.Clone());
    }

    /// <summary>Whatever the escapes in strings are; numbers stay as they are written.</summary>
    static string Canonical(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(each => $"{each.Name}:{Canonical(each.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.String => $"'{json.GetString()}'",
        _ => json.GetRawText(),
    };

    static string Now(int seconds) => $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds() + seconds}";
}
