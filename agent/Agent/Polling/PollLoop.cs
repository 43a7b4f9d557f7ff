using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Polling;

/// <summary>
/// Polls one collector instance: every interval, never two at once, each poll with a deadline; the only place that catches what a
/// collector throws. A scrape may ask for a fresh snapshot in between.
/// </summary>
internal sealed class PollLoop
{
    /// <summary>What a collector gets after its deadline to come back, before it counts as hanging.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>How often it is asked whether a poll that should be over is.</summary>
    static readonly TimeSpan Overtime = TimeSpan.FromMilliseconds(100);

    readonly TimeProvider clock;
    readonly Samples samples;
    readonly SnapshotSlot slot;
    readonly PollLog log;
    readonly Func<Func<Task>, Task> start;
    readonly Lock gate = new();
    volatile Outcome? last;
    Task turn = Task.CompletedTask;
    Task running = Task.CompletedTask;
    volatile bool isOverdue;
    long startedAt;
    bool started;
    TimeSpan pause;
    long droppedBefore;
    CancellationToken stopping;

    /// <param name="start">Runs a poll on a thread that may be blocked; on one of its own when null.</param>
    internal PollLoop(CollectorInstance instance, SnapshotStore store, TimeProvider clock, ILogger logger, Func<Func<Task>, Task>? start = null)
    {
        Instance = instance;
        this.clock = clock;
        this.start = start ?? Task.Run;
        samples = new(instance.Schedule.MaxSeries, instance.Labels, instance.Schedule.Snapshots);
        slot = store.Open(instance.Name, Schedule.Lifetime);
        log = new(instance, clock, logger);
        pause = Schedule.Interval;
    }

    internal CollectorInstance Instance { get; }

    /// <summary>The first poll has ended, whatever its result, or overstays its deadline.</summary>
    internal bool IsReady => last is not null || isOverdue;

    /// <summary>Of the poll that ended last; null before the first has.</summary>
    internal TimeSpan? LastDuration => last?.Duration;

    /// <summary>It takes longer than somebody may wait, by its last poll or by the one that runs.</summary>
    internal bool IsSlow(TimeSpan limit)
    {
        lock (gate)
            return LastDuration > limit || (started && !running.IsCompleted && clock.GetElapsedTime(startedAt) > limit);
    }

    PollSchedule Schedule => Instance.Schedule;

    /// <summary>The state of the loop for the agent's own metrics. A poll that overstays its deadline is a failure already.</summary>
    internal PollReading Reading
    {
        get
        {
            var outcome = IsHanging ? Outcome.Hanging(Schedule.Timeout, last) : last;
            return new(
                Instance.Name, Instance.Target, outcome?.Success, outcome?.Duration ?? TimeSpan.Zero, outcome?.LastSuccess,
                outcome?.Missing ?? [], samples.DroppedOverBudget, samples.DroppedDuplicates);
        }
    }

    bool IsHanging
    {
        get
        {
            lock (gate)
                return started && !running.IsCompleted && clock.GetElapsedTime(startedAt) > Schedule.Timeout + Grace;
        }
    }

    /// <summary>The poll that runs, or has its turn to wait for, has ended.</summary>
    internal Task Ended => Task.WhenAll(turn, running);

    /// <summary>Starts the poll that is due; reports one that overstays its deadline, and takes it back when it comes.</summary>
    /// <returns>How long there is nothing to do, unless a scrape polls in between; more than zero.</returns>
    internal TimeSpan Advance(CancellationToken stop)
    {
        stopping = stop;
        lock (gate)
        {
            // One that has ended keeps what it ran.
            if (turn.IsCompletedSuccessfully)
                turn = Task.CompletedTask;
            if (running.IsCompletedSuccessfully)
                running = Task.CompletedTask;
            if (turn.IsCompleted && running.IsCompleted && UntilDue() <= TimeSpan.Zero)
            {
                // Nobody cancels the wait: of many, each would keep what it takes for ever. At the end all turns come quickly.
                turn = Schedule.Turns.RunAsync(
                    () => stop.IsCancellationRequested ? Task.CompletedTask : PollAsync(fromScrape: false), started ? Schedule.Interval : null, CancellationToken.None);
            }

            if (running.IsCompleted)
                return Later(UntilDue());
            var hangs = Schedule.Timeout + Grace - clock.GetElapsedTime(startedAt);
            if (hangs > TimeSpan.Zero)
                return hangs < UntilDue() ? hangs : Later(UntilDue());
        }

        if (!isOverdue)
            log.Report(Outcome.Hanging(Schedule.Timeout, last));
        isOverdue = true;
        return Overtime;
    }

    /// <summary>
    /// Makes the snapshot at most <see cref="PollSchedule.MinAge"/> old, where a scrape may; joins the poll that already runs. For what
    /// is only polled there is but the first poll to wait for.
    /// </summary>
    internal Task RefreshAsync()
    {
        lock (gate)
        {
            if (Schedule.MinAge is null && last is not null)
                return Task.CompletedTask;
            if (!running.IsCompleted)
                return running;
            if (Schedule.MinAge is not { } minAge || (started && clock.GetElapsedTime(startedAt) <= minAge))
                return Task.CompletedTask;
            return PollAsync(fromScrape: true);
        }
    }

    /// <summary>Polls once; joins the poll that already runs. Never throws what the collector throws.</summary>
    internal Task PollAsync(bool fromScrape)
    {
        lock (gate)
        {
            if (!running.IsCompleted)
                return running;
            pause = Pause(fromScrape);
            startedAt = clock.GetTimestamp();
            started = true;

            // Elsewhere: a collector that reads files runs synchronously and must not hold up the scrape that asked.
            isOverdue = false;
            return running = start(PollOnceAsync);
        }
    }

    // From the poll that begins now to the next.
    TimeSpan Pause(bool fromScrape)
    {
        // A scraper with the same period would otherwise race the timer, and every cycle would be polled twice.
        if (fromScrape)
            return (started ? Schedule.Interval : Instance.Phase ?? Schedule.Interval) + (Schedule.MinAge ?? TimeSpan.Zero);
        if (Instance.Phase is not { } phase)
            return Schedule.Interval;
        // One that comes late goes back to its place: all do when the machine has stood still, and would come at once from then on.
        return started ? Schedule.Interval - TimeSpan.FromTicks(Math.Max(0, -UntilDue().Ticks) % Schedule.Interval.Ticks) : phase;
    }

    TimeSpan UntilDue() => started ? pause - clock.GetElapsedTime(startedAt) : TimeSpan.Zero;

    static TimeSpan Later(TimeSpan due) => due > TimeSpan.Zero ? due : Overtime;

    async Task PollOnceAsync()
    {
        // Not from when it was asked for: with many at once it has waited for a thread, which is no cost of its own.
        var beganAt = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(Schedule.Timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        Exception? error = null;
        try
        {
            await Instance.Collector.CollectAsync(samples, both.Token);
        }
        catch (Exception e)
        {
            error = e;
        }

        var duration = clock.GetElapsedTime(beganAt);
        if (error is null)
        {
            last = Outcome.Of(Publish(), duration, clock.GetUtcNow(), last);
        }
        else
        {
            samples.Clear();
            last = Outcome.Of(error, deadline.IsCancellationRequested, duration, last);
        }

        if (!stopping.IsCancellationRequested)
            log.Report(last);
    }

    Unavailability[] Publish()
    {
        var dropped = samples.DroppedOverBudget - droppedBefore;
        droppedBefore = samples.DroppedOverBudget;
        if (dropped > 0)
            samples.Unavailable("series", Reason.LimitReached, $"{dropped} series above max_series ({Schedule.MaxSeries}) are left out; raise it in the configuration");
        var snapshot = samples.Freeze(startedAt);
        Unavailability[] missing = [.. snapshot.Missing];
        slot.Publish(snapshot);
        return missing;
    }
}
