using System.Security.Cryptography;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// A health URL, probed over HTTP or HTTPS, under the names of blackbox_exporter. A failed probe is a result: the collector
/// itself succeeded.
/// </summary>
internal sealed class HttpProbeCollector(HttpProbe probe) : ICollector
{
    internal static readonly FamilySet Families = new("HTTP and HTTPS requests");

    static readonly Family Success = Families.Gauge("probe_success", "1 when the probe succeeded, otherwise 0.");
    static readonly Family FailureReason = Families.Gauge("probe_failure_reason", "1 for the reason why the probe failed; absent when it succeeded.", "reason");
    static readonly Family Duration = Families.Gauge("probe_duration_seconds", "Duration of the whole probe, in seconds.");
    static readonly Family DnsLookup = Families.Gauge("probe_dns_lookup_time_seconds", "Time to resolve the target's host name, in seconds.");
    static readonly Family IpProtocol = Families.Gauge("probe_ip_protocol", "Version of the IP protocol used, 4 or 6.");
    static readonly Family IpHash = Families.Gauge("probe_ip_addr_hash", "Hash of the IP address, which changes when the address does.");

    static readonly Family HttpDuration = Families.Gauge("probe_http_duration_seconds", "Duration of each phase summed over all redirects, in seconds; absent when it did not finish.", "phase");
    static readonly Family StatusCode = Families.Gauge("probe_http_status_code", "HTTP status of the response, 0 when there was none.");
    static readonly Family ContentLength = Families.Gauge("probe_http_content_length", "Length of the body as announced in bytes, -1 when it was not.");
    static readonly Family BodyLength = Families.Gauge("probe_http_uncompressed_body_length", "Length of the body as read, in bytes.");
    static readonly Family Redirects = Families.Gauge("probe_http_redirects", "Redirects followed.");
    static readonly Family Ssl = Families.Gauge("probe_http_ssl", "1 when the response came over TLS, otherwise 0.");
    static readonly Family HttpVersion = Families.Gauge("probe_http_version", "Version of HTTP of the response.");
    static readonly Family LastModified = Families.Gauge("probe_http_last_modified_timestamp_seconds", "Last-Modified header of the response as Unix time, in seconds.");
    static readonly Family FailedRegex = Families.Gauge("probe_failed_due_to_regex", "1 when the probe failed because the body did not match, otherwise 0.");

    static readonly Family CertificateValid = Families.Gauge("probe_ssl_certificate_valid", "1 when the certificate is trusted, of this time and for this host, otherwise 0; also when it was accepted or refused regardless.");
    static readonly Family EarliestExpiry = Families.Gauge("probe_ssl_earliest_cert_expiry", "Unix time at which the first of the certificates presented expires, in seconds.");
    static readonly Family ChainExpiry = Families.Gauge("probe_ssl_last_chain_expiry_timestamp_seconds", "Unix time at which the chain up to the trusted authority expires, in seconds.");
    static readonly Family ChainInfo = Families.Info("probe_ssl_last_chain_info", "The server's own certificate.", "fingerprint_sha256", "subject", "issuer", "subjectalternative", "serialnumber");
    static readonly Family TlsVersion = Families.Info("probe_tls_version_info", "Version of TLS that was negotiated.", "version");
    static readonly Family TlsCipher = Families.Info("probe_tls_cipher_info", "Cipher suite that was negotiated.", "cipher");

    public async ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        try
        {
            Emit(samples, await probe.RunAsync(cancel));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            // Without its authorities the target is not trusted, and a rule on probe_success must see that.
            samples.Add(Success, 0);
            samples.Add(FailureReason, 1, ProbeFailure.CertificateUntrusted.Label());
            samples.Unavailable(Reason.NotFound, $"ca_file: {e.Message}");
        }
    }

    internal static void Emit(Samples samples, ProbeReading probe)
    {
        samples.Add(Success, probe.Failure is null ? 1 : 0);
        if (probe.Failure is { } failure)
            samples.Add(FailureReason, 1, failure.Label());
        samples.Add(Duration, probe.Duration.TotalSeconds);
        samples.Add(Redirects, probe.Redirects);
        samples.Add(StatusCode, probe.Response?.Status ?? 0);
        samples.Add(FailedRegex, probe.BodyMismatch ? 1 : 0);
        Emit(samples, probe.Phases);

        if (probe.Lookup is { } lookup)
            samples.Add(DnsLookup, lookup.TotalSeconds);
        if (probe.Address is { } address)
        {
            samples.Add(IpProtocol, address.Protocol);
            samples.Add(IpHash, address.Hash);
        }

        if (probe.Response is { } response)
            Emit(samples, response, probe.BodyLength);
        if (probe.Certificate is { } certificate)
            Emit(samples, certificate);
        if (probe.Tls is { } tls)
        {
            samples.AddInfo(TlsVersion, tls.Protocol);
            samples.AddInfo(TlsCipher, tls.Cipher);
        }
    }

    static void Emit(Samples samples, PhaseTimes phases)
    {
        Add(phases.Resolve, "resolve");
        Add(phases.Connect, "connect");
        Add(phases.Tls, "tls");
        Add(phases.Processing, "processing");
        Add(phases.Transfer, "transfer");

        void Add(TimeSpan? took, string phase)
        {
            if (took is { } time)
                samples.Add(HttpDuration, time.TotalSeconds, phase);
        }
    }

    static void Emit(Samples samples, ResponseReading response, long bodyLength)
    {
        samples.Add(ContentLength, response.ContentLength ?? -1);
        samples.Add(BodyLength, bodyLength);
        samples.Add(Ssl, response.Tls ? 1 : 0);
        samples.Add(HttpVersion, response.Version.Major + (response.Version.Minor / 10.0));
        if (response.LastModified is { } modified)
            samples.Add(LastModified, modified.ToUnixTimeSeconds());
    }

    static void Emit(Samples samples, CertificateReading certificate)
    {
        var leaf = certificate.Leaf;
        samples.Add(CertificateValid, certificate.Failure is null ? 1 : 0);
        samples.Add(EarliestExpiry, certificate.EarliestExpiry.ToUnixTimeSeconds());
        if (certificate.ChainExpiry is { } chain)
            samples.Add(ChainExpiry, chain.ToUnixTimeSeconds());
        samples.AddInfo(ChainInfo, leaf.Fingerprint, leaf.Subject, leaf.Issuer, leaf.AlternativeNames, leaf.SerialNumber);
    }
}
