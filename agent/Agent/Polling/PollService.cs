using Microsoft.Extensions.Hosting;

namespace MetricsAgent.Polling;

/// <summary>The generic host's worker: runs the poll loops for as long as the process lives.</summary>
internal sealed class PollService(PollLoops loops) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(stoppingToken);
}
