using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Collectors;
using MetricsAgent.Config;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit;

namespace MetricsAgent.Tests.Integration;

/// <summary>More targets than can be asked in their interval, of a server that takes its time.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed partial class LateProbesTests
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(6);

    readonly QuickClock clock = new(20);
    readonly LogLines log = new();

    /// <summary>On a quick clock and a busy machine other collectors have deadlines that they miss.</summary>
    string[] Lines => [.. log.Lines.Where(line => line.StartsWith("probes ", StringComparison.Ordinal))];

    [Test]
    public async Task That_a_slow_server_makes_probes_late_is_told_once_and_so_is_the_end()
    {
        var takes = clock.Real(Slow);
        await using var server = await CrowdServer.StartAsync((http, _) => Task.Delay(takes, http.RequestAborted));
        var context = Context(server.Url, targets: 20, atOnce: 2);
        var store = new SnapshotStore(clock);
        await using var loops = new PollLoops(context, store, log);
        using var stop = new CancellationTokenSource();
        var running = loops.RunAsync(stop.Token);

        await Eventually.IsTrueAsync(() => Lines.Length > 0);
        var told = Told().Match(Lines[0]);
        Assert.That(told.Success, Lines[0]);
        Assert.That(Number("late"), Is.GreaterThan(Number("polls") / 2));
        // 20 probes of 6 s need 60 s with two at once, 30 s more than there are, and 4 at once need 30 s when they come evenly, for which 2 more are advised; longer on a busy machine.
        Assert.That(Number("wait"), Is.InRange(15, 300), Lines[0]);
        Assert.That(Number("enough"), Is.InRange(6, 20), Lines[0]);
        Assert.That(server.Most, Is.EqualTo(2));
        await loops.RefreshAsync(null, Interval);
        Assert.That(Exposed(store), Does.Match(@"(?m)^agent_probe_late_polls_total [1-9]").And.Match(@"(?m)^agent_probe_wait_seconds_total [1-9]"));

        takes = TimeSpan.Zero;
        await Eventually.IsTrueAsync(() => Lines.Length > 1);
        await stop.CancelAsync();
        await running;
        Assert.That(Lines, Has.Length.EqualTo(2));
        Assert.That(Lines[1], Does.Match(@"^probes are on time again after [0-9]+ s$"));

        double Number(string name) => double.Parse(told.Groups[name].Value, CultureInfo.InvariantCulture);
    }

    [Test]
    public async Task Probes_that_fit_into_their_interval_are_not_told_of()
    {
        await using var server = await CrowdServer.StartAsync((http, _) => Task.Delay(clock.Real(Slow), http.RequestAborted));
        var context = Context(server.Url, targets: 4, atOnce: 3);
        await using var loops = new PollLoops(context, new(clock), log);
        using var stop = new CancellationTokenSource();
        var running = loops.RunAsync(stop.Token);
        await Eventually.IsTrueAsync(() => context.ProbeTurns.Reading.Polls >= 4 * 6);
        await stop.CancelAsync();
        await running;

        Assert.That(Lines, Is.Empty);
    }

    CollectorContext Context(Uri server, int targets, int atOnce)
    {
        var config = new AgentConfig();
        var collectors = config.Collectors;
        collectors.Node.Enabled = collectors.Container.Enabled = collectors.Process.Enabled = false;
        collectors.Postgres.Enabled = collectors.PgBouncer.Enabled = false;
        collectors.Probe = new()
        {
            Interval = Interval,
            Timeout = Interval,
            Concurrency = atOnce,
            Targets = [.. Enumerable.Range(0, targets).Select(i => new ProbeTarget { Name = $"target{i}", Url = $"{server}target{i}" })],
        };
        return new(config, _ => null, clock, () => []);
    }

    static string Exposed(SnapshotStore store)
    {
        var text = new ArrayBufferWriter<byte>();
        using var view = store.Read();
        new ExpositionWriter().Write(view, ExpositionFormat.Text, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    [GeneratedRegex(@"^probes come late: (?<late>[0-9]+) of (?<polls>[0-9]+) in the last minute, which waited (?<wait>[0-9.]+) s on average until fewer than 2 others were under way; raise collectors\.probe\.concurrency to (?<enough>[0-9]+) or more, or the interval, or lower the timeout$")]
    private static partial Regex Told();
}
