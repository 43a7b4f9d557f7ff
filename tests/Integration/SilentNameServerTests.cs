using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A real name server that never answers, and the real agent that asks it.</summary>
internal sealed class SilentNameServerTests
{
    const int Dead = 20;

    /// <summary>So long the C library waits.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Test]
    public async Task A_probe_of_every_kind_ends_by_its_timeout_and_says_that_the_name_does_not_resolve()
    {
        using var directory = new TemporaryDirectory("names");
        var within = Namespaces.WithSilentNameServer(directory);
        foreach (var url in new[] { "http://dead.example.org/", "tcp://dead.example.org:1", "tls://dead.example.org:1", "icmp://dead.example.org", "grpc://dead.example.org:1" })
        {
            var start = TimeProvider.System.GetTimestamp();
            var probe = await AgentProcess.RunWithinAsync(within, "probe", url, "--timeout", "1s");
            var took = TimeProvider.System.GetElapsedTime(start);
            Assert.That(probe.Output, Does.StartWith("DOWN ").And.Match(@" dns after [\d.]+ m?s\n").And.Contain("Resolve: not done before the deadline"), probe.Error);
            Assert.That(took, Is.LessThan(Patience), url);
        }
    }

    [Test]
    public async Task Dead_names_are_down_and_neither_other_targets_nor_scrapes_wait_for_them()
    {
        using var directory = new TemporaryDirectory("names");
        var port = FreePort.Next();
        var dead = string.Concat(Enumerable.Range(0, Dead).Select(number => $"      - {{name: dead{number}, url: 'http://dead{number}.example.org/'}}\n"));
        var config = directory.Write("agent.yaml", $$"""
            web: {listen: 127.0.0.1:{{port}}}
            collectors:
              node: {enabled: false}
              postgres: {enabled: false}
              probe:
                interval: 3s
                timeout: 2s
                concurrency: {{Dead + 1}}
                targets:
                  - {name: healthy, url: 'tcp://127.0.0.99:53'}
            {{dead}}
            """);
        var script = $$"""
            "$@" >/dev/null 2>"$0/log" &
            tries=0
            until curl -s -w 'scrape %{time_total}\n' http://127.0.0.1:{{port}}/metrics >"$0/metrics" && [ "$(grep -c '^probe_runs_total{.*name="dead.* [2-9]$' "$0/metrics")" = {{Dead}} ]; do
              tries=$((tries + 1))
              [ $tries -lt 80 ] || break
              sleep 0.5
            done
            cat "$0/metrics"
            cat "$0/log" >&2
            """;
        string[] command = [.. Namespaces.WithSilentNameServer(directory), "sh", "-ec", script, directory.Path, .. AgentProcess.Program, "run", "--config", config];
        var run = await Command.RunAsync(command[0], command[1..]);
        for (var number = 0; number < Dead; number++)
        {
            Assert.That(run.Output, Does.Match($@"(?m)^probe_success\{{.*name=""dead{number}"".*\}} 0$"), run.Error);
            Assert.That(run.Output, Does.Match($@"(?m)^probe_failure_reason\{{.*name=""dead{number}"".*reason=""dns""\}} 1$"));
            Assert.That(Value(run.Output, $@"probe_duration_seconds\{{.*name=""dead{number}"".*\}}"), Is.InRange(1.9, 5));
        }

        Assert.That(run.Output, Does.Match(@"(?m)^probe_success\{.*name=""healthy"".*\} 1$").And.Not.Match("(?m)^agent_collector_unavailable.*probe"));
        Assert.That(Value(run.Output, @"probe_duration_seconds\{.*name=""healthy"".*\}"), Is.LessThan(1.5));
        Assert.That(Value(run.Output, "scrape"), Is.LessThan(3), "neither for a poll nor for a thread");
        Assert.That(run.Error, Does.Not.Contain("SocketException"));
    }

    static double Value(string text, string series) =>
        double.Parse(Regex.Match(text, $"(?m)^{series} (.*)$").Groups[1].Value, CultureInfo.InvariantCulture);
}
