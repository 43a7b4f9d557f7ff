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
    public async Task A_program_reads_json()
    {
        var probe = JsonNode.Parse(await Run(2, ["probe", $"{server.Http}500", "--output", "json", "-v", .. Patient]))!;
        Assert.That(probe["success"]!.GetValue<bool>(), Is.False);
        Assert.That(probe["reason"]!.GetValue<string>(), Is.EqualTo("status"));
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
        await Wrong("timeout must be a duration", "probe", $"{server.Http}good", "--timeout", "soon");
        await Wrong("expect_status[0] must be between 100 and 599", "probe", $"{server.Http}good", "--expect-status", "99");
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
