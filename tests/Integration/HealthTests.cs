using System.Net;
using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>/health</c> and <c>/health/db</c> of a running agent.</summary>
public sealed class HealthTests
{
    const string Rules = """
        groups:
          - name: own
            rules:
              - alert: Slow
                expr: node_load1 * 0 + 0.8 > 0.7
                labels: {severity: warning}
                annotations: {summary: 'it is at {{ $value }}'}
              - alert: Slow
                expr: node_load1 * 0 + 0.8 > 0.9
                labels: {severity: critical}
              - alert: Fine
                expr: node_load1 * 0 > 5
          - name: postgres
            rules:
              - alert: DatabaseIsThere
                expr: pg_up < 1
        """;

    [Test]
    public async Task A_server_that_is_down_is_unhealthy_and_the_status_is_503()
    {
        await using var postgres = await PostgresServer.StartAsync(PostgresServer.Majors[0]);
        await using var target = await TargetServer.StartAsync();
        using var directory = new TemporaryDirectory("health");
        await using var agent = await AgentProcess.StartAsync($"""
            rules:
              shipped: false
              files: [{directory.Write("rules.yml", Rules)}]
              evaluation_interval: 1s
            collectors:
              postgres:
                interval: 1s
                targets:
                  - dsn: {postgres.Dsn()}
              probe:
                interval: 1s
                targets:
                  - name: good
                    url: {new Uri(target.Http, "good")}
                  - name: bad
                    url: {new Uri(target.Http, "500?token=s3cret")}
            """);

        var warned = await Until(agent, "health?check=Slow&check=probe[good]&check=Fine&check=postgres", HttpStatusCode.OK, body => Check(body, "Slow").TryGetProperty("value", out _));
        Assert.That(warned.GetProperty("status").GetString(), Is.EqualTo("degraded"));
        Assert.That(warned.GetProperty("checks").EnumerateObject().Select(check => check.Name), Is.EquivalentTo(["Slow", "probe[good]", "Fine", "postgres"]));
        var slow = Check(warned, "Slow");
        Assert.That((Word(slow, "status"), slow.GetProperty("value").GetDouble(), Word(slow, "target"), Word(slow, "reason")), Is.EqualTo(("degraded", 0.8, "<= 0.7", "it is at 0.8")));
        Assert.That((Word(Check(warned, "Fine"), "status"), Word(Check(warned, "Fine"), "target")), Is.EqualTo(("healthy", "<= 5")));
        Assert.That(DateTimeOffset.Parse(warned.GetProperty("timestamp").GetString()!, null), Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(1)));
        Assert.That(warned.GetProperty("uptime").GetDouble(), Is.Positive);
        Assert.That(warned.GetProperty("version").GetString(), Is.EqualTo(AgentVersion.Text));

        var all = await Until(agent, "health", HttpStatusCode.ServiceUnavailable, _ => true);
        var bad = Check(all, "probe[bad]");
        Assert.That((all.GetProperty("status").GetString(), Word(bad, "status"), Word(bad, "reason")), Is.EqualTo(("unhealthy", "unhealthy", "status")));
        Assert.That(Word(bad, "since"), Is.Not.Empty);
        Assert.That(all.GetRawText(), Does.Not.Contain("s3cret"));
        Assert.That((await Until(agent, "health", HttpStatusCode.ServiceUnavailable, _ => true)).GetProperty("checks").GetProperty("probe[bad]").GetProperty("since").GetString(), Is.EqualTo(Word(bad, "since")));

        var database = await Until(agent, "health/db", HttpStatusCode.OK, body => Word(body, "status") == "healthy");
        Assert.That(database.GetProperty("checks").EnumerateObject().Select(check => check.Name), Is.EqualTo(["postgres", "DatabaseIsThere"]));
        await postgres.StopAsync();
        var down = await Until(agent, "health/db", HttpStatusCode.ServiceUnavailable, _ => true);
        Assert.That((Word(Check(down, "postgres"), "status"), Word(Check(down, "postgres"), "reason")), Is.EqualTo(("unhealthy", "connection_refused")).Or.EqualTo(("unhealthy", "connection_lost")).Or.EqualTo(("unhealthy", "not_ready")));
        await Until(agent, "health/db?check=DatabaseIsThere", HttpStatusCode.OK, body => Word(Check(body, "DatabaseIsThere"), "status") == "degraded");
    }

    [Test]
    public async Task A_check_that_is_not_there_is_answered_with_those_that_are()
    {
        using var directory = new TemporaryDirectory("health");
        await using var agent = await AgentProcess.StartAsync($"rules:\n  shipped: false\n  files: [{directory.Write("rules.yml", Rules)}]\n  evaluation_interval: 1s\n");
        await Until(agent, "health", HttpStatusCode.OK, body => Word(Check(body, "Fine"), "status") == "healthy");
        using var unknown = await agent.Http.GetAsync(new Uri("health?check=Fine&check=Nothing", UriKind.Relative));
        Assert.That(unknown.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(await unknown.Content.ReadAsStringAsync(), Is.EqualTo("No check is called 'Nothing'. There are:\nSlow\nFine\nDatabaseIsThere\n"));
        using var database = await agent.Http.GetAsync(new Uri("health/db", UriKind.Relative));
        Assert.That(database.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        using var head = await agent.Http.SendAsync(new(HttpMethod.Head, new Uri("health", UriKind.Relative)));
        Assert.That((head.StatusCode, head.Content.Headers.ContentType!.MediaType, (await head.Content.ReadAsByteArrayAsync()).Length), Is.EqualTo((HttpStatusCode.OK, "application/json", 0)));
        Assert.That(head.Content.Headers.ContentLength, Is.Positive);
    }

    [Test]
    public async Task Without_anything_to_watch_the_agent_is_healthy()
    {
        await using var agent = await AgentProcess.StartAsync("rules:\n  enabled: false\n");
        var health = await Until(agent, "health", HttpStatusCode.OK, _ => true);
        Assert.That((Word(health, "status"), health.GetProperty("checks").EnumerateObject().Count()), Is.EqualTo(("healthy", 0)));
    }

    static JsonElement Check(JsonElement health, string name) => health.GetProperty("checks").GetProperty(name);

    static string Word(JsonElement json, string name) => json.TryGetProperty(name, out var text) ? text.GetString()! : "";

    static async Task<JsonElement> Until(AgentProcess agent, string path, HttpStatusCode status, Predicate<JsonElement> wanted)
    {
        var body = "";
        for (var i = 0; i < 300; i++, await Task.Delay(100))
        {
            using var answer = await agent.Http.GetAsync(new Uri(path, UriKind.Relative));
            body = await answer.Content.ReadAsStringAsync();
            if (answer.StatusCode != status)
                continue;
            using var document = JsonDocument.Parse(body);
            if (wanted(document.RootElement))
                return document.RootElement.Clone();
        }

        throw new AssertionException($"{path} does not become {status} as wanted:\n{body}\n{agent.Log}");
    }
}
