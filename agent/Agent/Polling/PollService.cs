using Microsoft.Extensions.Hosting;

namespace MetricsAgent.Polling;

/// <summary>The generic host's worker: runs the poll loops for as long as the process lives.</summary>
internal sealed class PollService(PollLoops loops, TimeProvider clock) : BackgroundService
{
    /// <summary>Allocated since the last collection, in bytes; for less, one costs more than it gives back.</summary>
    const long WorthCollecting = 2 << 20;

    static readonly TimeSpan TrimInterval = TimeSpan.FromMinutes(1);

    long collected;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var trim = clock.CreateTimer(_ => Trim(), null, TrimInterval, TrimInterval);
        await loops.RunAsync(stoppingToken);
    }

    /// <summary>Gives the system back what is free, and once what only the start needed. So small a managed heap is hardly ever collected of its own accord.</summary>
    void Trim()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - collected < WorthCollecting)
            return;
        if (collected == 0)
            ProgramPages.Release();
        collected = allocated;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }
}
