using MetricsAgent.Collectors;

namespace MetricsAgent.Tests.Unit.Collectors;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PollTurnsTests
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    readonly ManualClock clock = new();
    readonly PollTurns turns;
    readonly TaskCompletionSource first = new();

    public PollTurnsTests() => turns = new(1, clock);

    [TestCase(1000, 0)]
    [TestCase(1001, 1)]
    public async Task Who_waits_for_more_than_a_tenth_of_its_interval_comes_late(int milliseconds, int late)
    {
        var running = turns.RunAsync(() => first.Task, Interval, default);
        var waiting = turns.RunAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(3));
                return Task.CompletedTask;
            }, Interval, default);
        clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
        first.SetResult();
        await Task.WhenAll(running, waiting);

        var waited = TimeSpan.FromMilliseconds(milliseconds);
        Assert.That(turns.Reading, Is.EqualTo(new TurnReading(2, late, waited)));
    }

    [Test]
    public async Task Neither_who_has_no_time_to_keep_nor_who_gives_up_is_counted()
    {
        using var patience = new CancellationTokenSource();
        var running = turns.RunAsync(() => first.Task, interval: null, default);
        var impatient = turns.RunAsync(() => Task.CompletedTask, Interval, patience.Token);
        await patience.CancelAsync();
        Assert.That(async () => await impatient, Throws.InstanceOf<OperationCanceledException>());
        first.SetResult();
        await running;

        Assert.That(turns.Reading, Is.EqualTo(default(TurnReading)));
    }

    [Test]
    public async Task A_poll_that_throws_gives_its_turn_back()
    {
        Assert.That(async () => await turns.RunAsync(() => throw new InvalidOperationException("broken"), Interval, default), Throws.InvalidOperationException);
        await turns.RunAsync(() => Task.CompletedTask, Interval, default);

        Assert.That(turns.Reading.Polls, Is.EqualTo(2));
    }
}
