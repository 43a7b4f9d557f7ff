using System.Text.Json.Nodes;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>metrics-agent probe</c>, of the built program.</summary>
public sealed class ProbeCommandTests
{
    /// <summary>A busy machine may need longer than usual for a first handshake.</summary>
    static readonly string[] Patient = ["--timeout", "1m"];

    TargetServer server = null!;

    [OneTimeSetUp]
    public async Task Start() => server = await TargetServer.StartAsync();

    [OneTimeTearDown]
    public async Task Stop() => await server.DisposeAsync();

    [Test]
    public async Task A_probe_that_succeeds_shows_its_phases_as_bars()
    {
        var probe = await Run(0, ["probe", $"{server.Http}good", .. Patient]);
        Assert.That(probe, Does.Match(@"^UP http://127\.0\.0\.1:\d+/good in [\d.]+ ms\n\n").And.Match(@"\n  connect +[\d.]+ ms +#+\n").And.Match(@"\n  transfer +[\d.]+ ms +#+\n"));
        Assert.That(probe.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(80));
    }

    [Test]
    public async Task A_probe_explains_itself_when_it_is_asked_to()
    {
        var probe = await Run(2, ["probe", $"{server.Https}redirect?n=1", "--ca-file", server.CaFile, "--body-matches", "^nosuch$", "--retries", "1", "--retry-delay", "10ms", "--header", "Authorization: Bearer s3cret", "-v", .. Patient]);
        Assert.That(probe, Does.Contain("body after ").And.Contain(", 2 attempts\n").And.Contain("connected to 127.0.0.1 port").And.Contain("TLS 1.3, ").And.Match(@"certificate CN=.*, expires .*, 9 days left")
            .And.Contain("HTTP/2.0 302").And.Contain("does not match ^nosuch$").And.Contain("attempt 1 failed (body); once more in 0.01 s").And.Contain("probe_http_redirects").And.Not.Contain("s3cret"));

        var refused = await Run(2, ["probe", $"{server.ExpiredHttps}good", "--verbose", .. Patient]);
        Assert.That(refused, Does.StartWith("DOWN ").And.Match(@"expired .*, 1 days ago"));
        await Run(0, ["probe", $"{server.ExpiredHttps}good", "--insecure", .. Patient]);
        await Run(0, ["probe", $"{server.Http}status/404", "--expect-status", "404", "--method", "HEAD", .. Patient]);
    }

    [Test]
    public async Task A_probe_that_fails_says_why_without_being_asked_to()
    {
        Assert.That(await Run(2, ["probe", $"{server.Http}status/404", .. Patient]), Does.Match(@"^DOWN .* status after [\d.]+ ms\n  status 404 is not expected: 200 to 299\n\n"));
        Assert.That(await Run(2, ["probe", $"{server.ExpiredHttps}good", .. Patient]), Does.Contain("\n  Tls: a certificate of the server's chain is expired, or not valid yet\n"));
        Assert.That(await Run(2, ["probe", $"{server.Http}good", "--body-matches", "nosuch", .. Patient]), Does.Contain(" bytes, does not match nosuch\n"));
        Assert.That(await Run(0, ["probe", $"{server.Http}good", .. Patient]), Does.Not.Contain("  tls "));
        Assert.That(await Run(2, ["probe", "dns://127.0.0.1:1", "--query-name", "example.org", "--query-type", "AAAA", "--timeout", "2s"]), Does.StartWith("DOWN dns://127.0.0.1:1 "));
    }

    [Test]
    public async Task A_degraded_target_is_up_and_says_so()
    {
        using var directory = new TemporaryDirectory("probe");
        var file = directory.Write("agent.yaml", $"collectors:\n  probe:\n    targets:\n      - name: api\n        url: {server.Http}good\n        degraded_after: 1ms\n        timeout: 15s\n");
        // A request may be as fast as that.
        var probe = JsonNode.Parse(await Run(0, "probe", "api", "--config", file, "--output", "json"))!;
        Assert.That(probe["state"]!.GetValue<string>(), Is.EqualTo(probe["duration_seconds"]!.GetValue<double>() > 0.001 ? "degraded" : "healthy"));
        Assert.That(probe["success"]!.GetValue<bool>());
    }

    [Test]
    public async Task A_program_reads_json()
    {
        var probe = JsonNode.Parse(await Run(2, ["probe", $"{server.Http}500", "--output", "json", "-v", .. Patient]))!;
        Assert.That(probe["success"]!.GetValue<bool>(), Is.False);
        Assert.That(probe["reason"]!.GetValue<string>(), Is.EqualTo("status"));
        Assert.That(probe["detail"]!.GetValue<string>(), Is.EqualTo("status 500 is not expected: 200 to 299"));
        Assert.That(probe["state"]!.GetValue<string>(), Is.EqualTo("unhealthy"));
        Assert.That(probe["phases"]!["transfer"]!.GetValue<double>(), Is.GreaterThan(0));
        Assert.That(probe["metrics"]!["probe_http_status_code"]!.GetValue<double>(), Is.EqualTo(500));
        Assert.That(probe["notes"]!.AsArray().Select(note => note!["text"]!.GetValue<string>()), Has.Some.EqualTo("status 500 is not expected: 200 to 299"));
    }

    [Test]
    public async Task A_target_of_the_configuration_has_its_own_settings()
    {
        using var directory = new TemporaryDirectory("probe");
        var file = directory.Write("agent.yaml", $"collectors:\n  probe:\n    targets:\n      - name: api\n        url: {server.Http}500\n        expect_status: [500]\n");
        Assert.That(await Run(0, "probe", "api", "--config", file), Does.StartWith("UP "));
        await Wrong("there are: api", "probe", "website", "--config", file);
        await Wrong("--method is for a URL", "probe", "api", "--config", file, "--method", "HEAD");
    }

    [Test]
    public async Task What_is_wrong_is_told_and_ends_with_3()
    {
        await Wrong("method must be an HTTP method such as GET or HEAD, not 'G T'", "probe", $"{server.Http}good", "--method", "G T");
        await Wrong("--expect-status must be a whole number such as 10, not '200-299'", "probe", $"{server.Http}good", "--expect-status", "200-299");
        await Wrong("--timeout must be a duration such as 500ms, 15s, 1m, 1h30m or 2d, not '5' (did you mean 5s?)", "probe", $"{server.Http}good", "--timeout", "5");
        await Wrong("--timeout must be at most 1d, not 2d", "probe", $"{server.Http}good", "--timeout", "2d");
        await Wrong("--retries must be between 0 and 10, not -1", "probe", $"{server.Http}good", "--retries", "-1");
        await Wrong("--body-matches must be a regular expression", "probe", $"{server.Http}good", "--body-matches", "(");
        await Wrong("--header must be 'NAME: VALUE', with a colon", "probe", $"{server.Http}good", "--header", "nocolon");
        await Wrong("--header 'X Y' must have the name of an HTTP header", "probe", $"{server.Http}good", "--header", "X Y: z");
        await Wrong("--query-name is required: the name to ask for", "probe", "dns://127.0.0.1:1");
        await Wrong("--config is for a name", "probe", $"{server.Http}good", "--config", "/nope");
        await Wrong("timeout must be a duration", "probe", $"{server.Http}good", "--timeout", "soon");
        await Wrong("--expect-status must be between 100 and 599", "probe", $"{server.Http}good", "--expect-status", "99");
        await Wrong("is no URL such as https://example.org/health", "probe", "example.org");
        await Wrong("See 'metrics-agent probe --help'", "probe");
    }

    static async Task<string> Run(int code, params string[] arguments)
    {
        var result = await AgentProcess.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(code), result.Output + result.Error);
        return result.Output;
    }

    static async Task Wrong(string error, params string[] arguments)
    {
        var result = await AgentProcess.RunAsync(arguments);
        Assert.That(result.ExitCode, Is.EqualTo(3), result.Output);
        Assert.That(result.Error, Does.Contain(error));
    }
}
