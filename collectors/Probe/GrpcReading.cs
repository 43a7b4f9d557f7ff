using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What a probe of the gRPC health protocol found, under the names of blackbox_exporter.</summary>
internal sealed record GrpcReading(ProbeFailure? Failure, TimeSpan Duration, PhaseTimes Phases, GrpcAnswer Answer) : ProbeReading(Failure, Duration)
{
    internal static readonly FamilySet Families = new("gRPC health protocol");

    static readonly Family GrpcDuration = Families.Gauge("probe_grpc_duration_seconds", "Duration of each phase in seconds, the look-up of the name and all the rest; absent when it did not finish.", "phase");
    static readonly Family Response = Families.Gauge("probe_grpc_healthcheck_response", "1 for the state that the server reported, 0 for the others.", "serving_status");
    static readonly Family StatusCode = Families.Gauge("probe_grpc_status_code", "Status of the gRPC call as the server sent it, 0 for OK; absent when it sent none.");
    static readonly Family Ssl = Families.Gauge("probe_grpc_ssl", "1 when the call went over TLS, otherwise 0.");

    internal override void Emit(Samples samples)
    {
        if (Phases.Resolve is { } resolve)
            samples.Add(GrpcDuration, resolve.TotalSeconds, "resolve");
        if (Phases is { Connect: { } connect, Tls: { } tls, Processing: { } processing, Transfer: { } transfer })
            samples.Add(GrpcDuration, (connect + tls + processing + transfer).TotalSeconds, "check");
        for (var i = 0; i < GrpcHealth.States.Length; i++)
            samples.Add(Response, Answer.State == (ulong)i ? 1 : 0, GrpcHealth.States[i]);
        if (Answer.Status is { } status)
            samples.Add(StatusCode, status);
        samples.Add(Ssl, Tls is null ? 0 : 1);
    }
}
