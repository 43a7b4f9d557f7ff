using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>One probe outside of the schedule: for <c>metrics-agent probe</c> and <c>GET /probe</c>.</summary>
public static class ProbeOnce
{
    /// <summary>Whether there is a kind of probe for the scheme that it begins with.</summary>
    public static bool IsUrl(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Catalogue.Probe.Any(kind => kind.Schemes.Contains(text[..colon], StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A URL as it may be shown: without user information and query, which may hold secrets.</summary>
    public static string Label(string url) => ProbeRequest.Label(url);

    /// <summary>Probes, with the retries of the settings, and emits what a target would expose but its counters.</summary>
    /// <param name="url">Valid, and its scheme is one of <see cref="IsUrl"/>.</param>
    /// <param name="timeout">Of one attempt.</param>
    /// <param name="explain">Whether the report shall have notes.</param>
    /// <exception cref="OperationCanceledException">Called off from outside.</exception>
    /// <exception cref="IOException">A file that the settings name cannot be read.</exception>
    public static async Task<ProbeReport> RunAsync(
        string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock, Samples samples, bool explain, CancellationToken cancel)
    {
        var attempts = new ProbeAttempts(ProbePlan.Create(url, settings, timeout, clock), settings, clock);
        // From here on time is measured.
        var trace = explain ? new ProbeTrace(clock) : null;
        ProbeTrace.Current = trace;
        var result = await attempts.RunAsync(cancel);
        ProbeCollector.Emit(samples, result.Last);
        ProbeCounters.Emit(samples, result, timeout);
        return new(result.Last.Failure?.Label(), result.Last.Duration, result.Attempts, result.FirstSucceeded, trace?.Notes ?? [])
        {
            State = result.Last.State.Label(),
            Detail = result.Last.Failure is null ? null : trace?.Cause ?? result.Last.Lacks,
        };
    }
}

/// <summary>How one probe ended.</summary>
/// <param name="Reason">Null when it succeeded.</param>
/// <param name="Duration">Of the last attempt.</param>
public sealed record ProbeReport(string? Reason, TimeSpan Duration, int Attempts, bool FirstSucceeded, IReadOnlyList<ProbeNote> Notes)
{
    /// <summary>As <c>probe_state</c> has it.</summary>
    public required string State { get; init; }

    /// <summary>The reason in full, where notes were asked for; null when it succeeded.</summary>
    public string? Detail { get; init; }
}
