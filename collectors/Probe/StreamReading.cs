using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What a probe over TCP, TLS or a unix socket found, under the names of blackbox_exporter.</summary>
/// <param name="Exchange">Null when there was no connection.</param>
internal sealed record StreamReading(ProbeFailure? Failure, TimeSpan Duration, PhaseTimes Phases, ExchangeResult? Exchange) : ProbeReading(Failure, Duration)
{
    internal static readonly FamilySet Families = new("TCP, TLS and unix socket connections");

    static readonly Family ConnectionDuration = Families.Gauge("probe_connection_duration_seconds", "Duration of each phase of the connection in seconds; absent when it did not finish.", "phase");
    static readonly Family FailedBytes = Families.Gauge("probe_failed_due_to_bytes", "1 when the probe failed because other bytes came back than expected, otherwise 0.");
    static readonly FamilyPattern ExpectInfo = Families.Pattern("probe_expect_info", FamilyKind.Info, "What matched an expression, in the labels that the configuration gives.");

    internal override void Emit(Samples samples)
    {
        AddPhase(samples, Phases.Resolve, "resolve");
        AddPhase(samples, Phases.Connect, "connect");
        AddPhase(samples, Phases.Tls, "tls");
        AddPhase(samples, Phases.Processing, "exchange");
        if (Exchange is not { } exchange)
            return;

        samples.Add(ProbeCollector.FailedRegex, exchange.RegexFailed ? 1 : 0);
        samples.Add(FailedBytes, exchange.BytesFailed ? 1 : 0);
        if (exchange.Labels.Count == 0)
            return;
        var info = samples.Open(ExpectInfo.Kind, ExpectInfo.Name, ExpectInfo.Help, [.. exchange.Labels.Select(label => label.Name)]);
        samples.AddInfo(info, [.. exchange.Labels.Select(label => label.Value)]);
    }

    static void AddPhase(Samples samples, TimeSpan? took, string phase)
    {
        if (took is { } time)
            samples.Add(ConnectionDuration, time.TotalSeconds, phase);
    }
}
