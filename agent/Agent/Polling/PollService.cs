using Microsoft.Extensions.Hosting;

namespace MetricsAgent.Polling;

/// <summary>The generic host's worker: runs the poll loops for as long as the process lives.</summary>
internal sealed class PollService(PollLoops loops, TimeProvider clock) : BackgroundService
{
    static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var trim = clock.CreateTimer(static _ => Trim(), null, TrimInterval, TrimInterval);
        await loops.RunAsync(stoppingToken);
    }

    /// <summary>Gives the system back what is free. So small a managed heap is hardly ever collected of its own accord.</summary>
    static void Trim()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }
}
