using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What a probe of a name server found, under the names of blackbox_exporter.</summary>
/// <param name="Message">Null when there was no answer.</param>
internal sealed record DnsReading(ProbeFailure? Failure, TimeSpan Duration, PhaseTimes Phases, DnsMessage? Message) : ProbeReading(Failure, Duration)
{
    internal static readonly FamilySet Families = new("DNS queries");

    static readonly Family DnsDuration = Families.Gauge("probe_dns_duration_seconds", "Duration of each phase of the query in seconds; absent when it did not finish.", "phase");
    static readonly Family QuerySucceeded = Families.Gauge("probe_dns_query_succeeded", "1 when the name server answered, whatever the answer, otherwise 0.");
    static readonly Family Answers = Families.Gauge("probe_dns_answer_rrs", "Records in the answer section.");
    static readonly Family Authorities = Families.Gauge("probe_dns_authority_rrs", "Records in the authority section.");
    static readonly Family Additionals = Families.Gauge("probe_dns_additional_rrs", "Records in the additional section.");
    static readonly Family Serial = Families.Gauge("probe_dns_serial", "Serial number of the zone, from the SOA record of the answer.");

    internal override void Emit(Samples samples)
    {
        AddPhase(samples, Phases.Resolve, "resolve");
        AddPhase(samples, Phases.Connect, "connect");
        AddPhase(samples, Phases.Processing, "request");
        samples.Add(QuerySucceeded, Message is null ? 0 : 1);
        if (Message is not { } message)
            return;

        samples.Add(Answers, message.Answer.Count);
        samples.Add(Authorities, message.Authority.Count);
        samples.Add(Additionals, message.Additional.Count);
        if (message.Serial is { } serial)
            samples.Add(Serial, serial);
    }

    static void AddPhase(Samples samples, TimeSpan? took, string phase)
    {
        if (took is { } time)
            samples.Add(DnsDuration, time.TotalSeconds, phase);
    }
}
