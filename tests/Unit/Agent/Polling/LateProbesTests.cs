using MetricsAgent.Collectors;
using MetricsAgent.Polling;

namespace MetricsAgent.Tests.Unit.Agent.Polling;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LateProbesTests
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    readonly ManualClock clock = new();
    readonly LogLines log = new();
    readonly PollTurns turns;
    readonly LateProbes probes;
    readonly List<(TimeSpan? Takes, TimeSpan Interval)> others = [];
    TimeSpan takes = TimeSpan.FromSeconds(5);

    public LateProbesTests()
    {
        turns = new(1, clock);
        probes = new(turns, () => [.. Enumerable.Repeat(((TimeSpan?)takes, Interval), 8 - others.Count), .. others], clock, log);
    }

    [Test]
    public async Task The_round_of_the_start_is_not_told_of()
    {
        await PollAsync(4, late: 4);
        probes.Review();
        await PollAsync(8, late: 0);
        probes.Review();

        Assert.That(log.Lines, Is.Empty);
    }

    [Test]
    public async Task Only_changes_are_told()
    {
        probes.Review();
        for (var i = 0; i < 3; i++)
        {
            await PollAsync(4, late: 4);
            probes.Review();
        }

        Assert.That(log.Lines, Is.EqualTo(["probes come late: 4 of 8 in the last minute, which waited 2.0 s on average until fewer than 1 others were under way; raise collectors.probe.concurrency to 5 or more, or the interval, or lower the timeout"]));

        // Two more rounds of 56 s, and one of 40 s.
        await PollAsync(8, late: 0);
        probes.Review();
        probes.Review();
        Assert.That(log.Lines.Skip(1), Is.EqualTo(["probes are on time again after 152 s"]));
    }

    [Test]
    public async Task A_share_that_comes_and_goes_is_told_once()
    {
        probes.Review();
        foreach (var late in (int[])[2, 1, 2, 1])
        {
            await PollAsync(16 - late, late);
            probes.Review();
        }

        Assert.That(log.Lines, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task No_more_than_all_targets_at_once_is_advised()
    {
        probes.Review();
        takes = TimeSpan.FromMinutes(1);
        await PollAsync(4, late: 4);
        probes.Review();

        Assert.That(log.Lines.Single(), Does.Contain("to 8 or more"));
    }

    [Test]
    public async Task What_is_advised_counts_those_that_have_been_kept_from_their_turn()
    {
        probes.Review();
        // Four of a third of their interval, one that is always under way, and three that nothing is known of: usual ones.
        others.AddRange([(Interval, Interval), (null, Interval), (null, Interval), (null, Interval)]);
        await PollAsync(4, late: 4);
        probes.Review();

        // 4 / 3 + 1 + 3 * 7 / 15 = 3.7, and 1.9 more.
        Assert.That(log.Lines.Single(), Does.Contain("to 6 or more"));
    }

    async Task PollAsync(int onTime, int late)
    {
        for (var i = 0; i < onTime; i++)
            await turns.RunAsync(TakeTime, Interval, default);
        for (var i = 0; i < late; i++)
        {
            var end = new TaskCompletionSource();
            var other = turns.RunAsync(() => end.Task, interval: null, default);
            var waiting = turns.RunAsync(TakeTime, Interval, default);
            clock.Advance(TimeSpan.FromSeconds(4));
            end.SetResult();
            await Task.WhenAll(other, waiting);
        }
    }

    Task TakeTime()
    {
        clock.Advance(takes);
        return Task.CompletedTask;
    }
}
