using MetricsAgent.Collectors;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;

namespace MetricsAgent.Tests.Unit.Agent.Polling;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class PollLoopTests
{
    static readonly FamilySet Families = new("test");
    static readonly Family Polls = Families.Gauge("test_polls", "Polls so far.");

    readonly ManualClock clock = new();
    readonly LogLines log = new();
    readonly FakeCollector collector = new();
    readonly SnapshotStore store;
    readonly PollLoop loop;

    public PollLoopTests()
    {
        store = new(clock);
        loop = Loop(TimeSpan.FromSeconds(1));
    }

    [Test]
    public async Task A_poll_publishes_and_reports_success()
    {
        await loop.PollAsync(fromScrape: false);

        Assert.That(Exposed(), Is.EqualTo(1));
        Assert.That(loop.Reading, Is.EqualTo(loop.Reading with { Success = true, LastSuccess = DateTimeOffset.UnixEpoch }));
        Assert.That(loop.IsReady);
    }

    [Test]
    public async Task A_poll_that_throws_keeps_the_last_snapshot_until_it_is_stale()
    {
        await loop.PollAsync(fromScrape: false);
        collector.Does = _ => throw new InvalidOperationException("broken");
        clock.Advance(TimeSpan.FromSeconds(15));
        await loop.PollAsync(fromScrape: false);

        Assert.That(loop.Reading.Success, Is.False);
        Assert.That(loop.Reading.LastSuccess, Is.EqualTo(DateTimeOffset.UnixEpoch));
        Assert.That(loop.Reading.Unavailable.Single().Reason, Is.EqualTo(Reason.Error));
        Assert.That(Exposed(), Is.EqualTo(1));
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.That(Exposed(), Is.Null);
    }

    [Test]
    public async Task What_a_collector_has_emitted_before_it_found_nothing_is_exposed()
    {
        collector.Does = samples =>
        {
            samples.Add(Polls, 0);
            samples.Unavailable(Reason.ConnectionRefused, "nobody listens");
        };
        await loop.PollAsync(fromScrape: false);

        Assert.That(loop.Reading.Success, Is.False);
        Assert.That(Exposed(), Is.Zero);
    }

    [Test]
    public async Task The_duration_of_a_poll_is_its_own_without_the_wait_for_a_thread()
    {
        var late = new LateThreads();
        var waited = new PollLoop(loop.Instance, new(late), late, log);
        await waited.PollAsync(fromScrape: false);

        Assert.That(waited.Reading.Success, Is.True);
        Assert.That(waited.Reading.Duration, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public async Task A_missing_part_is_not_a_failure()
    {
        collector.Does = samples => samples.Unavailable("wal", Reason.PermissionDenied, "no grant");
        await loop.PollAsync(fromScrape: false);

        Assert.That(loop.Reading.Success, Is.True);
        Assert.That(loop.Reading.Unavailable.Single().Part, Is.EqualTo("wal"));
    }

    [Test]
    public async Task Two_who_ask_at_once_share_one_poll()
    {
        collector.Gate = new();
        var both = Task.WhenAll(loop.RefreshAsync(), loop.RefreshAsync(), loop.PollAsync(fromScrape: false));
        collector.Gate.SetResult();
        await both;

        Assert.That(collector.Calls, Is.EqualTo(1));
    }

    [Test]
    public async Task A_scrape_refreshes_only_what_is_older_than_its_minimum_age()
    {
        await loop.RefreshAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        await loop.RefreshAsync();
        Assert.That(collector.Calls, Is.EqualTo(1));
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await loop.RefreshAsync();
        Assert.That(collector.Calls, Is.EqualTo(2));
    }

    [Test]
    public async Task A_scrape_never_polls_what_only_the_interval_polls()
    {
        await Loop(minAge: null).RefreshAsync();
        Assert.That(collector.Calls, Is.Zero);
    }

    [Test]
    public async Task A_scrape_joins_the_first_poll_of_what_only_the_interval_polls_and_no_later_one()
    {
        var polled = Loop(minAge: null);
        collector.Gate = new();
        var first = polled.PollAsync(fromScrape: false);
        var joins = polled.RefreshAsync();
        Assert.That(joins.IsCompleted, Is.False);
        collector.Gate.SetResult();
        await Task.WhenAll(first, joins);

        collector.Gate = new();
        var second = polled.PollAsync(fromScrape: false);
        Assert.That(polled.RefreshAsync().IsCompleted);
        collector.Gate.SetResult();
        await second;
    }

    [Test]
    public async Task What_took_longer_than_somebody_waits_is_slow_until_it_is_quick_again()
    {
        var limit = TimeSpan.FromSeconds(1);
        Assert.That(loop.IsSlow(limit), Is.False, "nobody knows yet");
        await PollAsync(TimeSpan.FromSeconds(2));
        Assert.That(loop.IsSlow(limit));
        Assert.That(loop.IsSlow(TimeSpan.FromSeconds(2)), Is.False);
        await PollAsync(TimeSpan.Zero);
        Assert.That(loop.IsSlow(limit), Is.False);

        (collector.Does, collector.Gate) = (null, new());
        var hangs = loop.PollAsync(fromScrape: false);
        Assert.That(loop.IsSlow(limit), Is.False);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.That(loop.IsSlow(limit), "by the poll that runs");
        collector.Gate.SetResult();
        await hangs;

        Task PollAsync(TimeSpan takes)
        {
            collector.Does = _ => clock.Advance(takes);
            return loop.PollAsync(fromScrape: false);
        }
    }

    [Test]
    public async Task The_interval_polls_and_a_scrape_in_between_postpones_it()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(loop, stop.Token);
        await Calls(1);
        await Tick(TimeSpan.FromSeconds(15));
        await Calls(2);
        await Tick(TimeSpan.FromSeconds(10));
        await loop.RefreshAsync();
        await Calls(3);
        await Tick(TimeSpan.FromSeconds(15));
        Assert.That(collector.Calls, Is.EqualTo(3), "the scrape polled 15 s ago; it gets its minimum age to come again");
        await Tick(TimeSpan.FromSeconds(1));
        await Calls(4);

        await stop.CancelAsync();
        await running;
    }

    [Test]
    public async Task The_second_poll_comes_at_its_place_in_the_interval_and_keeps_it()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Loop(null, phase: TimeSpan.FromSeconds(4)), stop.Token);
        await Calls(1);
        await Tick(TimeSpan.FromSeconds(4));
        await Calls(2);
        await Tick(TimeSpan.FromSeconds(14));
        Assert.That(collector.Calls, Is.EqualTo(2));
        await Tick(TimeSpan.FromSeconds(1));
        await Calls(3);

        await stop.CancelAsync();
        await running;
    }

    [Test]
    public async Task A_poll_that_comes_late_does_not_take_the_next_ones_from_their_place()
    {
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Loop(null, phase: TimeSpan.FromSeconds(4)), stop.Token);
        await Calls(1);
        await Tick(TimeSpan.FromSeconds(4));
        await Calls(2);
        await Tick(TimeSpan.FromSeconds(15 + 15 + 9));
        await Calls(3);
        await Tick(TimeSpan.FromSeconds(5));
        Assert.That(collector.Calls, Is.EqualTo(3), "9 s late, so the next is due in 6");
        await Tick(TimeSpan.FromSeconds(1));
        await Calls(4);
        await Tick(TimeSpan.FromSeconds(14));
        Assert.That(collector.Calls, Is.EqualTo(4));
        await Tick(TimeSpan.FromSeconds(1));
        await Calls(5);

        await stop.CancelAsync();
        await running;
    }

    [Test]
    public async Task A_poll_waits_for_its_turn_and_that_is_not_its_deadline()
    {
        var turns = new PollTurns(1, clock);
        collector.Gate = new();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(Loop(null, schedule => schedule with { Turns = turns }), stop.Token);
        await Calls(1);
        var waiting = Loop(null, schedule => schedule with { Turns = turns });
        var other = RunAsync(waiting, stop.Token);
        await Tick(TimeSpan.FromSeconds(60));
        Assert.That(collector.Calls, Is.EqualTo(1));
        Assert.That(waiting.Reading.Success, Is.Null);

        collector.Gate.SetResult();
        await Eventually(() => waiting.Reading.Success == true);
        await stop.CancelAsync();
        await Task.WhenAll(running, other);
    }

    [Test]
    public async Task A_collector_that_ignores_its_deadline_is_reported_and_taken_back()
    {
        collector.Gate = new();
        using var stop = new CancellationTokenSource();
        var running = RunAsync(loop, stop.Token);
        await Calls(1);
        await Tick(TimeSpan.FromSeconds(6));
        await Eventually(() => loop.IsReady);
        Assert.That(loop.Reading.Success, Is.False);
        Assert.That(loop.Reading.Unavailable.Single().Reason, Is.EqualTo(Reason.Timeout));

        collector.Gate.SetResult();
        await Eventually(() => loop.Reading.Success == true);
        await Tick(TimeSpan.FromSeconds(15));
        await Calls(2);
        await stop.CancelAsync();
        await running;
    }

    [Test]
    public async Task Only_changes_are_logged()
    {
        await loop.PollAsync(fromScrape: false);
        Assert.That(log.Lines, Is.Empty);

        collector.Does = samples => samples.Unavailable(Reason.ConnectionRefused, $"port {collector.Calls} refuses");
        for (var i = 0; i < 3; i++)
            await loop.PollAsync(fromScrape: false);
        Assert.That(log.Lines, Is.EqualTo(["test unavailable (connection_refused): port 2 refuses"]));

        collector.Does = samples => samples.Unavailable(Reason.AuthenticationFailed, "wrong password");
        await loop.PollAsync(fromScrape: false);
        clock.Advance(TimeSpan.FromSeconds(7));
        collector.Does = _ => { };
        await loop.PollAsync(fromScrape: false);
        await loop.PollAsync(fromScrape: false);
        Assert.That(log.Lines, Is.EqualTo([
            "test unavailable (connection_refused): port 2 refuses",
            "test unavailable (authentication_failed): wrong password",
            "test available again after 7.0 s",
        ]));
    }

    [Test]
    public async Task The_log_has_the_brief_of_what_is_told_at_length_elsewhere()
    {
        collector.Does = samples => samples.Unavailable("lines", Reason.Malformed, "one; two; three", "one; and 2 more");
        await loop.PollAsync(fromScrape: false);

        Assert.That(loop.Reading.Unavailable.Single().Detail, Is.EqualTo("one; two; three"));
        Assert.That(log.Lines, Is.EqualTo(["test.lines unavailable (malformed): one; and 2 more"]));
    }

    [Test]
    public async Task Series_above_the_budget_are_told_of()
    {
        var many = Families.Gauge($"test_many_{TestContext.CurrentContext.Test.ID.Replace('-', '_')}", "Many.", "n");
        collector.Does = samples =>
        {
            for (var i = 0; i < 103; i++)
                samples.Add(many, i, $"{i}");
        };
        await loop.PollAsync(fromScrape: false);

        Assert.That(loop.Reading.Success, Is.True);
        Assert.That(log.Lines, Is.EqualTo(["test.series unavailable (limit_reached): 3 series above max_series (100) are left out; raise it in the configuration"]));
    }

    Task RunAsync(PollLoop polls, CancellationToken stop) => new PollScheduler([polls], new(), clock).RunAsync(stop);

    PollLoop Loop(TimeSpan? minAge, Func<PollSchedule, PollSchedule>? change = null, TimeSpan? phase = null)
    {
        var schedule = new PollSchedule(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(5), minAge, 100);
        return new(new("test", "", collector, change?.Invoke(schedule) ?? schedule, []) { Phase = phase }, store, clock, log);
    }

    double? Exposed()
    {
        using var view = store.Read();
        List<SampleColumn> columns = [];
        view.Collect(columns);
        return columns.Count == 0 ? null : columns.Single().Value(0);
    }

    Task Calls(int count) => Eventually(() => collector.Calls == count);

    /// <summary>Lets the loop reach its timer before the clock moves, and pass it after.</summary>
    async Task Tick(TimeSpan time)
    {
        await Eventually(() => clock.Waiting > 0);
        await Task.Delay(20);
        clock.Advance(time);
        await Task.Delay(20);
    }

    static async Task Eventually(Func<bool> condition)
    {
        for (var i = 0; i < 500; i++)
        {
            if (condition())
                return;
            await Task.Delay(10);
        }

        Assert.Fail("it did not happen within 5 s");
    }

    sealed class FakeCollector : ICollector
    {
        internal int Calls;

        /// <summary>Holds the collector until it is set, whatever its deadline.</summary>
        internal TaskCompletionSource? Gate { get; set; }

        internal Action<Samples>? Does { get; set; }

        public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
        {
            var calls = Interlocked.Increment(ref Calls);
            if (Does is not null)
            {
                Does(samples);
                return;
            }

            await (Gate?.Task ?? Task.CompletedTask);
            samples.Add(Polls, calls);
        }
    }

    /// <summary>An hour goes by between the moment at which a poll is asked for and that at which it begins.</summary>
    sealed class LateThreads : TimeProvider
    {
        int asked;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Increment(ref asked) == 1 ? 0 : TimeSpan.TicksPerHour;
    }
}
