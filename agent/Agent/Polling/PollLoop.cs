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

    readonly TimeProvider clock;
    readonly Samples samples;
    readonly SnapshotSlot slot;
    readonly PollLog log;
    readonly Lock gate = new();
    readonly TaskCompletionSource first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    volatile Outcome? last;
    Task running = Task.CompletedTask;
    long startedAt;
    bool started;
    TimeSpan pause;
    long droppedBefore;
    CancellationToken stopping;

    internal PollLoop(CollectorInstance instance, SnapshotStore store, TimeProvider clock, ILogger logger)
    {
        Instance = instance;
        this.clock = clock;
        samples = new(instance.Schedule.MaxSeries, instance.Labels);
        slot = store.Open(instance.Name, Schedule.Lifetime);
        log = new(instance, clock, logger);
        pause = Schedule.Interval;
    }

    internal CollectorInstance Instance { get; }

    /// <summary>Ends when the first poll has ended, whatever its result.</summary>
    internal Task FirstPoll => first.Task;

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

    /// <summary>Polls until cancelled, then lets the poll that runs come to its end.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        stopping = stop;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var wait = UntilDue();
                if (wait > TimeSpan.Zero)
                    await Task.Delay(wait, clock, stop);
                else
                    await Schedule.Turns.RunAsync(() => WatchAsync(PollAsync(fromScrape: false), stop), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    /// <summary>Makes the snapshot at most <see cref="PollSchedule.MinAge"/> old, where a scrape may; joins the poll that already runs.</summary>
    internal Task RefreshAsync()
    {
        lock (gate)
        {
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
            startedAt = clock.GetTimestamp();

            // A scraper with the same period would otherwise race the timer, and every cycle would be polled twice.
            pause = started ? Schedule.Interval : Schedule.Phase ?? Schedule.Interval;
            if (fromScrape)
                pause += Schedule.MinAge ?? TimeSpan.Zero;
            started = true;

            // On the pool: a collector that reads files runs synchronously and must not hold up the scrape that asked.
            return running = Task.Run(PollOnceAsync);
        }
    }

    /// <summary>Waits for a poll; one that ignores its deadline is reported, and polling goes on when it comes back.</summary>
    async Task WatchAsync(Task poll, CancellationToken stop)
    {
        try
        {
            await poll.WaitAsync(Schedule.Timeout + Grace, clock, stop);
        }
        catch (TimeoutException)
        {
            log.Report(Outcome.Hanging(Schedule.Timeout, last));
            first.TrySetResult();
            await poll.WaitAsync(stop);
        }
    }

    TimeSpan UntilDue()
    {
        lock (gate)
            return started ? pause - clock.GetElapsedTime(startedAt) : TimeSpan.Zero;
    }

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
        first.TrySetResult();
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
