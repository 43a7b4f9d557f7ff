using System.Net;
using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>metrics-agent query</c> and the HTTP API that it asks.</summary>
public sealed class QueryCommandTests
{
    AgentProcess agent = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        agent = await AgentProcess.StartAsync();
        for (var i = 0; i < 100 && (await RunAsync("node_load1")).Output.Split('\n').Length < 3; i++)
            await Task.Delay(100);
    }

    [OneTimeTearDown]
    public async Task Stop() => await agent.DisposeAsync();

    [Test]
    public async Task A_running_agent_is_asked_at_the_configured_address()
    {
        var vector = await RunAsync("node_load1 * 0 + 7");
        Assert.That((vector.ExitCode, vector.Output, vector.Error), Is.EqualTo((0, "SERIES  VALUE\n{}      7\n", "")));
        Assert.That((await RunAsync("1 + 1")).Output, Is.EqualTo("2\n"));
        Assert.That((await RunAsync("node_load1[5m]")).Output, Does.StartWith("SERIES      TIME ").And.Match(@"\nnode_load1  20\d\d-\d\d-\d\dT"));
        var json = await RunAsync("node_load1", "--output", "json");
        Assert.That(JsonDocument.Parse(json.Output).RootElement.GetProperty("data").GetProperty("resultType").GetString(), Is.EqualTo("vector"));
    }

    [Test]
    public async Task An_agent_is_asked_at_a_URL()
    {
        var answer = await AgentProcess.RunAsync("query", "1 + 1", "--url", $"http://127.0.0.1:{agent.Port}/");
        Assert.That((answer.ExitCode, answer.Output), Is.EqualTo((0, "2\n")), answer.Error);
        var free = FreePort.Next();
        var nobody = await AgentProcess.RunAsync("query", "1 + 1", "--url", $"http://127.0.0.1:{free}");
        Assert.That((nobody.ExitCode, nobody.Error), Is.EqualTo((1, $"metrics-agent: nothing listens at http://127.0.0.1:{free}\n")));
        var noUrl = await AgentProcess.RunAsync("query", "1 + 1", "--url", "localhost");
        Assert.That((noUrl.ExitCode, noUrl.Error), Is.EqualTo((2, "metrics-agent: --url 'localhost' is no URL such as http://127.0.0.1:9464\n")));
        await using var other = await TargetServer.StartAsync();
        var stranger = await AgentProcess.RunAsync("query", "1 + 1", "--url", $"{other.Http}good");
        Assert.That(stranger.ExitCode, Is.EqualTo(1));
        Assert.That(stranger.Error, Does.Match("is neither an agent nor a Prometheus: it answers with status [0-9]+\n$"));
    }

    [Test]
    public async Task Where_no_agent_runs_everything_is_collected_once()
    {
        using var directory = new TemporaryDirectory("query");
        var port = FreePort.Next();
        var config = directory.Write("agent.yaml", $"web:\n  listen: 127.0.0.1:{port}\n");
        var answer = await AgentProcess.RunAsync("query", "count(node_load1)", "--config", config);
        Assert.That(answer.Error, Is.EqualTo($"metrics-agent: nothing listens at 127.0.0.1:{port}; everything was collected once, so that nothing has a rate\n"));
        Assert.That((answer.ExitCode, answer.Output), Is.EqualTo((0, "SERIES  VALUE\n{}      1\n")));
    }

    [Test]
    public async Task What_is_wrong_is_said_and_decides_the_exit_code()
    {
        var wrong = await RunAsync("sum(");
        Assert.That((wrong.ExitCode, wrong.Output), Is.EqualTo((2, "")));
        Assert.That(wrong.Error, Does.StartWith("metrics-agent: 1:5: parse error: "));
        var impossible = await RunAsync("node_cpu_seconds_total * on(mode) node_cpu_seconds_total");
        Assert.That((impossible.ExitCode, impossible.Output), Is.EqualTo((1, "")));
        Assert.That(impossible.Error, Does.StartWith("metrics-agent: found duplicate series for the match group"));
    }

    [Test]
    public async Task A_form_that_is_too_long_or_none_is_refused()
    {
        using var longForm = new FormUrlEncodedContent([KeyValuePair.Create("query", new string('1', 2 << 20))]);
        using var tooLong = await agent.Http.PostAsync(new Uri("api/v1/query", UriKind.Relative), longForm);
        Assert.That(tooLong.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await tooLong.Content.ReadAsStringAsync(), Does.StartWith("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"error parsing form values: "));

        using var form = new FormUrlEncodedContent([]);
        using var rules = await agent.Http.PostAsync(new Uri("api/v1/rules", UriKind.Relative), form);
        Assert.That(rules.StatusCode, Is.EqualTo(HttpStatusCode.MethodNotAllowed));
    }

    [Test]
    public async Task Many_queries_at_once_are_all_answered()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => agent.GetAsync($"api/v1/query?query={i}%2Bcount(node_load1)")));
        Assert.That(answers, Has.All.StartsWith("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":["));
    }

    Task<CommandResult> RunAsync(string expression, params string[] more) => AgentProcess.RunAsync(["query", expression, "--config", agent.ConfigFile, .. more]);
}
