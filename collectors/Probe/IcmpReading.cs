using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What an echo request found, under the names of blackbox_exporter.</summary>
/// <param name="HopLimit">Of the reply.</param>
internal sealed record IcmpReading(ProbeFailure? Failure, TimeSpan Duration, PhaseTimes Phases, int? HopLimit) : ProbeReading(Failure, Duration)
{
    internal static readonly FamilySet Families = new("ICMP echo requests");

    static readonly Family IcmpDuration = Families.Gauge("probe_icmp_duration_seconds", "Duration of each phase in seconds, rtt from the request to its reply; absent when it did not finish.", "phase");
    static readonly Family ReplyHopLimit = Families.Gauge("probe_icmp_reply_hop_limit", "Hop limit (TTL with IPv4) that was left to the reply.");

    internal override void Emit(Samples samples)
    {
        AddPhase(samples, Phases.Resolve, "resolve");
        AddPhase(samples, Phases.Connect, "setup");
        AddPhase(samples, Phases.Processing, "rtt");
        if (HopLimit is { } limit)
            samples.Add(ReplyHopLimit, limit);
    }

    static void AddPhase(Samples samples, TimeSpan? took, string phase)
    {
        if (took is { } time)
            samples.Add(IcmpDuration, time.TotalSeconds, phase);
    }
}
