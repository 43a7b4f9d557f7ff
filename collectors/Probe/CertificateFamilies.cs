using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What a TLS handshake showed, of every probe that makes one.</summary>
static class CertificateFamilies
{
    internal static readonly FamilySet Families = new("TLS handshakes");

    static readonly Family CertificateValid = Families.Gauge("probe_ssl_certificate_valid", "1 when the certificate is trusted, of this time and for this host, otherwise 0; also when it was accepted or refused regardless.");
    static readonly Family EarliestExpiry = Families.Gauge("probe_ssl_earliest_cert_expiry", "Unix time at which the first of the certificates presented expires, in seconds.");
    static readonly Family ChainExpiry = Families.Gauge("probe_ssl_last_chain_expiry_timestamp_seconds", "Unix time at which the chain up to the trusted authority expires, in seconds.");
    static readonly Family ChainInfo = Families.Info("probe_ssl_last_chain_info", "The server's own certificate.", "fingerprint_sha256", "subject", "issuer", "subjectalternative", "serialnumber");
    static readonly Family TlsVersion = Families.Info("probe_tls_version_info", "Version of TLS that was negotiated.", "version");
    static readonly Family TlsCipher = Families.Info("probe_tls_cipher_info", "Cipher suite that was negotiated.", "cipher");

    internal static void Emit(Samples samples, CertificateReading certificate)
    {
        var leaf = certificate.Leaf;
        samples.Add(CertificateValid, certificate.Failure is null ? 1 : 0);
        samples.Add(EarliestExpiry, certificate.EarliestExpiry.ToUnixTimeSeconds());
        if (certificate.ChainExpiry is { } chain)
            samples.Add(ChainExpiry, chain.ToUnixTimeSeconds());
        samples.AddInfo(ChainInfo, leaf.Fingerprint, leaf.Subject, leaf.Issuer, leaf.AlternativeNames, leaf.SerialNumber);
    }

    internal static void Emit(Samples samples, TlsReading tls)
    {
        samples.AddInfo(TlsVersion, tls.Protocol);
        samples.AddInfo(TlsCipher, tls.Cipher);
    }
}
