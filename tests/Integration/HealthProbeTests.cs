using MetricsAgent.Collectors.Probe;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MetricsAgent.Tests.Integration;

/// <summary>What the HTTP probe reads from the bodies of real services.</summary>
internal sealed class HealthProbeTests
{
    static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    HealthServer server = null!;

    [SetUp]
    public async Task Start() => server = await HealthServer.StartAsync();

    [TearDown]
    public async Task Stop() => await server.DisposeAsync();

    [TestCase("json")]
    [TestCase("always200")]
    [TestCase("serialized")]
    public async Task Aspnets_health_checks_tell_their_components(string path)
    {
        foreach (var (status, state) in new[] { (HealthStatus.Healthy, HealthState.Healthy), (HealthStatus.Degraded, HealthState.Degraded), (HealthStatus.Unhealthy, HealthState.Unhealthy) })
        {
            server.Database = status;
            var probe = await Probe(path);
            Assert.That(probe.State, Is.EqualTo(state));
            Assert.That(probe.Health!.State, Is.EqualTo(state));
            Assert.That(probe.Health.Components, Is.EquivalentTo(new ComponentReading[] { new("database", state), new("cache", HealthState.Healthy) }));
        }
    }

    [Test]
    public async Task Aspnets_plain_words_are_a_state()
    {
        Assert.That(await Probe("words"), Has.Property("Failure").Null.And.Property("State").EqualTo(HealthState.Healthy));
        server.Database = HealthStatus.Degraded;
        Assert.That(await Probe("words"), Has.Property("Failure").Null.And.Property("State").EqualTo(HealthState.Degraded));
        server.Database = HealthStatus.Unhealthy;
        Assert.That(await Probe("words"), Has.Property("Failure").EqualTo(ProbeFailure.Status).And.Property("State").EqualTo(HealthState.Unhealthy));
    }

    [Test]
    public async Task A_body_fails_the_probe_from_the_state_on_that_the_configuration_says()
    {
        async Task Check(HealthStatus status, HealthFailure failOn, ProbeFailure? failure)
        {
            server.Database = status;
            var probe = await Probe("always200", new() { FailOn = failOn });
            Assert.That(probe.Failure, Is.EqualTo(failure), $"{status}, {failOn}");
            Assert.That(probe.BodyMismatch, Is.False);
        }

        await Check(HealthStatus.Unhealthy, HealthFailure.Unhealthy, ProbeFailure.Body);
        await Check(HealthStatus.Degraded, HealthFailure.Unhealthy, null);
        await Check(HealthStatus.Degraded, HealthFailure.Degraded, ProbeFailure.Body);
        await Check(HealthStatus.Healthy, HealthFailure.Degraded, null);
        await Check(HealthStatus.Unhealthy, HealthFailure.Never, null);
    }

    [Test]
    public async Task A_body_that_tells_no_state_fails_only_where_one_is_required()
    {
        foreach (var body in new[] { "", "{\"status\":", "{}", "<html></html>" })
        {
            server.Body = body;
            Assert.That((await Probe("")).Failure, Is.Null, body);
            Assert.That((await Probe("", new() { Required = true })).Failure, Is.EqualTo(ProbeFailure.Body), body);
        }

        server.Body = """{"status":"ok"}""";
        Assert.That((await Probe("", new() { Required = true })).Failure, Is.Null);
    }

    [Test]
    public async Task A_page_or_a_long_body_is_not_kept()
    {
        (server.Body, server.ContentType) = ("<html>OK</html>", "text/html");
        Assert.That(await Probe(""), Has.Property("Health").Null.And.Property("Failure").Null);

        (server.Body, server.ContentType) = ($$"""{"status":"down","padding":"{{new string('x', HealthReader.LongestBody)}}"}""", "application/json");
        Assert.That(await Probe(""), Has.Property("Health").Null.And.Property("Failure").Null);

        server.Body = $$"""{"status":"down","padding":"{{new string('x', HealthReader.LongestBody / 2)}}"}""";
        Assert.That((await Probe("")).Failure, Is.EqualTo(ProbeFailure.Body));
    }

    [Test]
    public async Task A_body_is_read_whatever_the_status_and_the_type_say()
    {
        (server.Body, server.Status, server.ContentType) = ("""{"status":"error","database":"disconnected"}""", 503, "text/html");
        var probe = await Probe("");
        Assert.That(probe.Failure, Is.EqualTo(ProbeFailure.Status));
        Assert.That(probe.Health!.Components, Is.EqualTo(new ComponentReading[] { new("database", HealthState.Unhealthy) }));
    }

    [Test]
    public async Task The_match_and_the_health_are_told_apart()
    {
        server.Body = """{"status":"down"}""";
        var probe = await Probe("", new(), "up");
        Assert.That((probe.Failure, probe.BodyMismatch), Is.EqualTo((ProbeFailure.Body, true)));
        probe = await Probe("", new(), "down");
        Assert.That((probe.Failure, probe.BodyMismatch), Is.EqualTo((ProbeFailure.Body, false)));
    }

    [Test]
    public async Task Numbers_are_read_where_no_state_is_asked_for()
    {
        server.Body = """{"status":"down","queue":{"depth":7}}""";
        var probe = await Probe("", new() { Format = HealthFormat.None, JsonValues = new Dictionary<string, string> { ["depth"] = "$.queue.depth" } });
        Assert.That(probe.Failure, Is.Null);
        Assert.That(probe.Health!.Values, Is.EqualTo(new JsonValueReading[] { new("depth", 7) }));
    }

    [Test]
    public async Task A_deployment_is_counted_from_probe_to_probe()
    {
        var target = new ProbeTarget { Url = server.Url.ToString() };
        var probe = new HttpProbe(target.Url, target, Patient, TimeProvider.System);
        async Task<long?> Deployments(string body)
        {
            server.Body = body;
            return ((HttpReading)await probe.RunAsync(CancellationToken.None)).Deployments;
        }

        Assert.That(await Deployments("""{"status":"ok"}"""), Is.Null);
        Assert.That(await Deployments("""{"status":"ok","version":"1.0.0"}"""), Is.Zero);
        Assert.That(await Deployments("""{"status":"ok","version":"1.0.1"}"""), Is.EqualTo(1));
        Assert.That(await Deployments("""{"status":"error"}"""), Is.EqualTo(1));
    }

    async Task<HttpReading> Probe(string path, HealthConfig? health = null, string bodyMatches = "")
    {
        var target = new ProbeTarget { Url = new Uri(server.Url, path).ToString(), Health = health ?? new(), BodyMatches = bodyMatches };
        return (HttpReading)await new HttpProbe(target.Url, target, Patient, TimeProvider.System).RunAsync(CancellationToken.None);
    }
}
