using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A probe with its retries: asked again after a failure, until it succeeds or the attempts are used up.</summary>
internal sealed class ProbeAttempts(IProbe probe, ProbeSettings settings, TimeProvider clock)
{
    internal async Task<ProbeResult> RunAsync(CancellationToken cancel)
    {
        var first = await probe.RunAsync(cancel);
        var (last, attempts) = (first, 1);
        while (last.Failure is { } failure && attempts <= settings.Retries)
        {
            ProbeTrace.Current?.Note($"attempt {attempts} failed ({failure.Label()}); once more in {settings.RetryDelay.TotalSeconds:0.###} s");
            await Task.Delay(settings.RetryDelay, clock, cancel);
            ProbeTrace.Current?.BeginAttempt();
            last = await probe.RunAsync(cancel);
            attempts++;
        }

        return new(IsSlow(last) ? last with { Slow = true } : last, attempts, first.Failure is null);
    }

    bool IsSlow(ProbeReading reading)
    {
        if (reading.Failure is not null || settings.DegradedAfter is not { } most || reading.Duration <= most)
            return false;
        ProbeTrace.Current?.Note($"it took longer than degraded_after, {most.TotalSeconds:0.###} s");
        return true;
    }
}

/// <param name="Last">What counts.</param>
internal readonly record struct ProbeResult(ProbeReading Last, int Attempts, bool FirstSucceeded);
