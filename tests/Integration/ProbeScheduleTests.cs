using MetricsAgent.Collectors;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using MetricsAgent.Tests.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetricsAgent.Tests.Integration;

/// <summary>Many targets, polled by the agent's own loops.</summary>
internal sealed class ProbeScheduleTests
{
    const int Targets = 500;
    const int AtOnce = 20;
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(6);
    static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    [Test]
    public async Task Five_hundred_targets_share_the_interval_and_are_never_asked_by_more_than_the_limit_at_once()
    {
        await using var server = await CrowdServer.StartAsync((http, _) => Task.Delay(10, http.RequestAborted));
        var context = Crowd(server.Url);
        await using var loops = new PollLoops(context, new SnapshotStore(context.Clock), NullLogger<PollLoops>.Instance);
        var phases = loops.Instances.ToDictionary(instance => $"/{instance.Target}", instance => instance.Phase!.Value);
        using var stop = new CancellationTokenSource();
        var start = context.Clock.GetTimestamp();
        var running = loops.RunAsync(stop.Token);
        await Eventually.IsTrueAsync(() => loops.Ready);
        Assert.That(server.Arrivals, Has.Count.EqualTo(Targets), "each has been asked when the agent is ready");

        await Eventually.IsTrueAsync(() => server.Arrivals.Values.All(times => times.Count >= 3));
        await stop.CancelAsync();
        await running;

        Assert.That(server.Most, Is.InRange(2, AtOnce));
        foreach (var (path, times) in server.Arrivals)
        {
            var later = times.Skip(1).Select(time => context.Clock.GetElapsedTime(start, time)).ToArray();
            Assert.That(later[0], Is.GreaterThanOrEqualTo(phases[path]), $"{path} waits for its place in the interval");
            Assert.That(later[1], Is.GreaterThanOrEqualTo(phases[path] + Interval), $"{path} keeps it");
        }
    }

    [Test]
    public void Places_in_the_interval_are_spread_evenly_and_the_same_after_a_restart()
    {
        var phases = Catalogue.Plan(Crowd(Nowhere)).Select(instance => instance.Phase!.Value).ToArray();
        var places = phases.Select(phase => phase / Interval).Order().ToArray();
        Assert.That(places[0], Is.GreaterThanOrEqualTo(0));
        Assert.That(places[^1], Is.LessThanOrEqualTo(1));

        // Ten parts of the interval have 50 of the 500 each; names are fixed, so this is the same on every run.
        foreach (var part in places.GroupBy(place => (int)(place * 10)))
            Assert.That(part.Count(), Is.InRange(30, 70), $"part {part.Key}");
        Assert.That(phases[0].TotalSeconds, Is.EqualTo(2.5917).Within(0.001), "it is made from the name alone");
    }

    [Test]
    public void Nothing_disappears_when_nothing_answers_and_a_round_takes_longer_than_an_interval()
    {
        var schedule = Catalogue.Plan(Crowd(Nowhere))[0].Schedule;
        Assert.That(schedule.Lifetime, Is.GreaterThan(schedule.Timeout * (Targets / AtOnce)));
    }

    [Test]
    public void Nothing_disappears_of_a_quick_target_that_waits_for_slow_ones()
    {
        var context = Context(new ProbeConfig
        {
            Concurrency = 2,
            Targets =
            [
                new ProbeTarget { Name = "quick", Url = $"{Nowhere}", Timeout = TimeSpan.FromSeconds(1) },
                .. Enumerable.Range(0, 99).Select(i => new ProbeTarget { Name = $"slow{i}", Url = $"{Nowhere}", Timeout = TimeSpan.FromSeconds(14) }),
            ],
        });

        // 99 probes of 15 s with the grace, two at once.
        Assert.That(Catalogue.Plan(context)[0].Schedule.Lifetime, Is.GreaterThan(TimeSpan.FromSeconds(99 * 15 / 2.0)));
    }

    [Test]
    public async Task A_target_that_fails_every_second_time_is_up_with_a_retry_and_both_outcomes_are_seen()
    {
        await using var server = await CrowdServer.StartAsync((http, count) =>
        {
            http.Response.StatusCode = count % 2 == 1 ? 500 : 200;
            return Task.CompletedTask;
        });
        var target = new ProbeTarget { Name = "flaky", Url = $"{server.Url}flaky", Retries = 1, RetryDelay = TimeSpan.FromMilliseconds(10) };
        var text = await PollAsync(target, 3);

        Assert.That(text, Does.Contain("""probe_success{name="flaky",target="URL"} 1""").And.Contain("""probe_first_attempt_success{name="flaky",target="URL"} 0""")
            .And.Contain("""probe_attempts{name="flaky",target="URL"} 2""").And.Contain("""probe_successes_total{name="flaky",target="URL"} 3""")
            .And.Contain("""probe_runs_total{name="flaky",target="URL"} 3""").And.Contain("""probe_latency_seconds_count{name="flaky",target="URL"} 3""")
            .And.Not.Contain("probe_failures_total"));

        var down = await PollAsync(target with { Retries = 0, Url = $"{server.Url}other" }, 3);
        Assert.That(down, Does.Contain("""probe_success{name="flaky",target="URL"} 0""").And.Contain("""probe_attempts{name="flaky",target="URL"} 1""")
            .And.Contain("""probe_failures_total{name="flaky",target="URL",reason="status"} 2""").And.Contain("""probe_successes_total{name="flaky",target="URL"} 1""")
            .And.Contain("""probe_runs_total{name="flaky",target="URL"} 3""").And.Contain("""probe_latency_seconds_bucket{name="flaky",target="URL",le="+Inf"} 1"""));
    }

    /// <summary>What is exposed after so many polls, the address aside.</summary>
    static async Task<string> PollAsync(ProbeTarget target, int polls)
    {
        var context = Context(new ProbeConfig { Targets = [target] });
        var store = new SnapshotStore(context.Clock);
        await using var loops = new PollLoops(context, store, NullLogger<PollLoops>.Instance);
        for (var i = 0; i < polls; i++)
            await loops.PollOnceAsync(_ => true);
        var text = new System.Buffers.ArrayBufferWriter<byte>();
        using var view = store.Read();
        new Exposition.ExpositionWriter().Write(view, Exposition.ExpositionFormat.Text, text);
        return System.Text.Encoding.UTF8.GetString(text.WrittenSpan).Replace(target.Url, "URL", StringComparison.Ordinal);
    }

    static CollectorContext Crowd(Uri server) => Context(new ProbeConfig
    {
        Interval = Interval,
        Timeout = Interval,
        Concurrency = AtOnce,
        Targets = [.. Enumerable.Range(0, Targets).Select(i => new ProbeTarget { Name = $"target{i}", Url = $"{server}target{i}" })],
    });

    static CollectorContext Context(ProbeConfig probe)
    {
        var config = new AgentConfig();
        var collectors = config.Collectors;
        collectors.Node.Enabled = collectors.Container.Enabled = collectors.Process.Enabled = collectors.Self.Enabled = false;
        collectors.Postgres.Enabled = collectors.PgBouncer.Enabled = false;
        collectors.Probe = probe;
        return new(config, _ => null, TimeProvider.System, () => []);
    }
}
