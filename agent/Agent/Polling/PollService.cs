using Microsoft.Extensions.Hosting;

namespace MetricsAgent.Polling;

/// <summary>The generic host's worker: runs the poll loops for as long as the process lives.</summary>
internal sealed class PollService(PollLoops loops, TimeProvider clock) : BackgroundService
{
    /// <summary>By then everything has been polled, scraped and compiled.</summary>
    static readonly TimeSpan Start = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = loops.RunAsync(stoppingToken);
        await Task.WhenAny(running, Task.Delay(Start, clock, stoppingToken));
        NativeHeap.Trim();
        await running;
    }
}
