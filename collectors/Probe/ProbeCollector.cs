using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>One probe: asks once. Whatever goes wrong on the way is a result.</summary>
internal interface IProbe
{
    /// <exception cref="OperationCanceledException">Called off from outside; the probe's own deadline is a result.</exception>
    Task<ProbeReading> RunAsync(CancellationToken cancel);
}

/// <summary>
/// A target, probed, under the names of blackbox_exporter. A failed probe is a result: the collector itself succeeded.
/// </summary>
/// <param name="counters">Of this target.</param>
internal sealed class ProbeCollector(ProbeAttempts probe, ProbeCounters counters) : ICollector
{
    internal static readonly FamilySet Families = new("Probes of every kind");

    static readonly Family Success = Families.Gauge("probe_success", "1 when the probe succeeded, otherwise 0.");
    static readonly Family FailureReason = Families.Gauge("probe_failure_reason", "1 for the reason why the probe failed; absent when it succeeded.", "reason");
    static readonly Family State = Families.Gauge("probe_state", "1 for the state that the target is in, by the probe, its latency and what the body says, 0 for the others.", "state");
    static readonly Family Duration = Families.Gauge("probe_duration_seconds", "Duration of the whole probe, in seconds.");
    static readonly Family DnsLookup = Families.Gauge("probe_dns_lookup_time_seconds", "Time to resolve the target's host name, in seconds.");
    static readonly Family IpProtocol = Families.Gauge("probe_ip_protocol", "Version of the IP protocol used, 4 or 6.");
    static readonly Family IpHash = Families.Gauge("probe_ip_addr_hash", "Hash of the IP address, which changes when the address does.");

    internal static readonly Family FailedRegex = Families.Gauge("probe_failed_due_to_regex", "1 when the probe failed because what came back did not match an expression, otherwise 0.");

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        ProbeResult result;
        try
        {
            result = await probe.RunAsync(cancel);
            Emit(samples, result.Last);
        }
        catch (SettingsFileException e)
        {
            // Without its secrets or authorities the target is not asked, and a rule on probe_success must see that.
            samples.Add(Success, 0);
            samples.Add(FailureReason, 1, ProbeFailure.UnreadableFile.Label());
            EmitState(samples, HealthState.Unhealthy);
            samples.Unavailable(e.Reason, e.Message);
            result = new(new(ProbeFailure.UnreadableFile, TimeSpan.Zero), 1, false);
        }

        counters.Count(result);
        counters.Emit(samples, result);
    }

    internal static void Emit(Samples samples, ProbeReading probe)
    {
        samples.Add(Success, probe.Failure is null ? 1 : 0);
        if (probe.Failure is { } failure)
            samples.Add(FailureReason, 1, failure.Label());
        EmitState(samples, probe.State);
        samples.Add(Duration, probe.Duration.TotalSeconds);
        if (probe.Lookup is { } lookup)
            samples.Add(DnsLookup, lookup.TotalSeconds);
        if (probe.Address is { } address)
        {
            samples.Add(IpProtocol, address.Protocol);
            samples.Add(IpHash, address.Hash);
        }

        probe.Emit(samples);
        if (probe.Certificate is { } certificate)
            CertificateFamilies.Emit(samples, certificate);
        if (probe.Tls is { } tls)
            CertificateFamilies.Emit(samples, tls);
        if (probe.Lacks is { } lacks)
            samples.Unavailable(Reason.PermissionDenied, lacks);
    }

    static void EmitState(Samples samples, HealthState current)
    {
        foreach (var state in HealthStates.All)
            samples.Add(State, state == current ? 1 : 0, state.Label());
    }
}
