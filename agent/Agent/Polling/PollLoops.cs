using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;
using Microsoft.Extensions.Logging;

namespace MetricsAgent.Polling;

/// <summary>The poll loops of all collector instances that a configuration asks for.</summary>
internal sealed class PollLoops : IAsyncDisposable
{
    readonly PollThread thread = new();
    readonly PollLoop[] loops;

    /// <summary>The loops whose snapshots describe the others, and therefore are refreshed after them.</summary>
    readonly PollLoop[] reports;

    /// <summary>Null where there are too few to wait for each other.</summary>
    readonly LateProbes? late;

    readonly TimeProvider clock;

    internal PollLoops(CollectorContext context, SnapshotStore store, ILogger<PollLoops> logger)
    {
        Func<Func<Task>, Task>? start = context.IsOnce ? null : thread.Run;
        loops = [.. Catalogue.Plan(context with { Polls = () => Readings }).Select(instance => new PollLoop(instance, store, context.Clock, logger, start))];
        clock = context.Clock;
        var probes = Array.FindAll(loops, loop => loop.Instance.Schedule.Turns == context.ProbeTurns);
        late = probes.Length > context.ProbeTurns.Limit ? new(context.ProbeTurns, () => Array.ConvertAll(probes, probe => (probe.LastDuration, probe.Instance.Schedule.Interval)), clock, logger) : null;
        reports = Array.FindAll(loops, loop => Catalogue.Reports.Contains(loop.Instance.Name));
    }

    internal IReadOnlyList<PollReading> Readings => [.. loops.Select(loop => loop.Reading)];

    internal IEnumerable<CollectorInstance> Instances => loops.Select(loop => loop.Instance);

    /// <summary>In so long every collector polls at least once.</summary>
    internal TimeSpan Round => Instances.Select(instance => instance.Schedule.Interval + instance.Schedule.LongestWait + instance.Schedule.Timeout).DefaultIfEmpty().Max();

    /// <summary>Every collector has finished its first poll, whatever its result.</summary>
    internal bool Ready => Array.TrueForAll(loops, loop => loop.IsReady);

    internal async Task RunAsync(CancellationToken stop)
    {
        await using var review = late is null ? null : clock.CreateTimer(_ => late.Review(), null, LateProbes.Window, LateProbes.Window);
        await new PollScheduler(loops, thread, clock).RunAsync(stop);
    }

    /// <summary>
    /// Refreshes what a scrape may refresh, and waits for it until <paramref name="limit"/>; not for what takes longer than that anyway.
    /// </summary>
    internal async Task RefreshAsync(Predicate<string>? wanted, TimeSpan limit)
    {
        var started = clock.GetTimestamp();
        var refreshes = Task.WhenAll(
            from loop in loops
            where !reports.Contains(loop) && IsWanted(loop)
            let isSlow = loop.IsSlow(limit)
            let refresh = loop.RefreshAsync()
            where !isSlow
            select refresh);
        while (Left() > PollThread.Patience && !refreshes.IsCompleted)
        {
            await EndOrLimit(refreshes, PollThread.Patience);
            if (!thread.Hurry())
                break;
        }

        await EndOrLimit(refreshes, Left());
        if (Array.Exists(reports, IsWanted))
            await EndOrLimit(Task.WhenAll(from report in reports where IsWanted(report) select report.RefreshAsync()), Max(Left(), TimeSpan.FromMilliseconds(50)));

        TimeSpan Left() => limit - clock.GetElapsedTime(started);

        bool IsWanted(PollLoop loop) => wanted is null || wanted(loop.Instance.Name);
    }

    /// <summary>Polls everything once, each within its own deadline.</summary>
    internal async Task PollOnceAsync(Predicate<CollectorInstance> wanted)
    {
        await Task.WhenAll(
            from loop in loops
            where !reports.Contains(loop) && wanted(loop.Instance)
            let schedule = loop.Instance.Schedule
            select schedule.Turns.RunAsync(() => EndOrLimit(loop.PollAsync(fromScrape: false), schedule.Timeout + TimeSpan.FromSeconds(1)), interval: null, CancellationToken.None));
        await Task.WhenAll(from report in reports where wanted(report.Instance) select report.PollAsync(fromScrape: false));
    }

    /// <summary>Ends the connections and listeners that collectors hold.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var loop in loops)
        {
            switch (loop.Instance.Collector)
            {
                case IAsyncDisposable collector:
                    await collector.DisposeAsync();
                    break;
                case IDisposable collector:
                    collector.Dispose();
                    break;
            }
        }
    }

    static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    async Task EndOrLimit(Task task, TimeSpan limit)
    {
        if (task.IsCompleted || limit <= TimeSpan.Zero)
            return;
        try
        {
            await task.WaitAsync(limit, clock);
        }
        catch (TimeoutException)
        {
            // What is there is served; the poll goes on.
        }
    }
}
