using MetricsAgent.Collectors.Probe.Health;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What a probe over HTTP or HTTPS found, under the names of blackbox_exporter.</summary>
internal sealed record HttpReading(ProbeFailure? Failure, TimeSpan Duration, PhaseTimes Phases) : ProbeReading(Failure, Duration)
{
    internal static readonly FamilySet Families = new("HTTP and HTTPS requests");

    static readonly Family HttpDuration = Families.Gauge("probe_http_duration_seconds", "Duration of each phase summed over all redirects, in seconds; absent when it did not finish.", "phase");
    static readonly Family StatusCode = Families.Gauge("probe_http_status_code", "HTTP status of the response, 0 when there was none.");
    static readonly Family ContentLength = Families.Gauge("probe_http_content_length", "Length of the body as announced in bytes, -1 when it was not.");
    static readonly Family UncompressedLength = Families.Gauge("probe_http_uncompressed_body_length", "Length of the body as read, in bytes.");
    static readonly Family RedirectsFollowed = Families.Gauge("probe_http_redirects", "Redirects followed.");
    static readonly Family Ssl = Families.Gauge("probe_http_ssl", "1 when the response came over TLS, otherwise 0.");
    static readonly Family HttpVersion = Families.Gauge("probe_http_version", "Version of HTTP of the response.");
    static readonly Family LastModified = Families.Gauge("probe_http_last_modified_timestamp_seconds", "Last-Modified header of the response as Unix time, in seconds.");

    /// <summary>Redirects followed.</summary>
    internal int Redirects { get; init; }

    /// <summary>Whether the body or a header was compared and did not match.</summary>
    internal bool BodyMismatch { get; init; }

    /// <summary>Of the last hop.</summary>
    internal ResponseReading? Response { get; init; }

    /// <summary>Bytes of body read.</summary>
    internal long BodyLength { get; init; }

    /// <summary>What the body said, whatever the status.</summary>
    internal HealthReading? Health { get; init; }

    /// <summary>Seen in the bodies since the start; null when they show none.</summary>
    internal long? Deployments { get; init; }

    internal override HealthState State => base.State.Or(Health?.State ?? HealthState.Healthy);

    internal override void Emit(Samples samples)
    {
        if (Health is { } health)
            HealthFamilies.Emit(samples, health);
        if (Deployments is { } deployments)
            HealthFamilies.EmitDeployments(samples, deployments);
        samples.Add(RedirectsFollowed, Redirects);
        samples.Add(StatusCode, Response?.Status ?? 0);
        samples.Add(ProbeCollector.FailedRegex, BodyMismatch ? 1 : 0);
        AddPhase(samples, Phases.Resolve, "resolve");
        AddPhase(samples, Phases.Connect, "connect");
        AddPhase(samples, Phases.Tls, "tls");
        AddPhase(samples, Phases.Processing, "processing");
        AddPhase(samples, Phases.Transfer, "transfer");
        if (Response is not { } response)
            return;

        samples.Add(ContentLength, response.ContentLength ?? -1);
        samples.Add(UncompressedLength, BodyLength);
        samples.Add(Ssl, response.Tls ? 1 : 0);
        samples.Add(HttpVersion, response.Version.Major + (response.Version.Minor / 10.0));
        if (response.LastModified is { } modified)
            samples.Add(LastModified, modified.ToUnixTimeSeconds());
    }

    static void AddPhase(Samples samples, TimeSpan? took, string phase)
    {
        if (took is { } time)
            samples.Add(HttpDuration, time.TotalSeconds, phase);
    }
}

/// <summary>The head of a response.</summary>
/// <param name="ContentLength">As announced, in bytes; null when it was not.</param>
internal sealed record ResponseReading(int Status, Version Version, bool Tls, long? ContentLength, DateTimeOffset? LastModified)
{
    internal static ResponseReading Of(HttpResponseMessage response, Uri url) => new(
        (int)response.StatusCode,
        response.Version,
        url.Scheme == Uri.UriSchemeHttps,
        response.Content.Headers.ContentLength,
        response.Content.Headers.LastModified);
}
