using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Collectors.Http;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The certificates that a server presented, and what the verification made of them.</summary>
/// <param name="Failure">Why a client would refuse them; null when they are valid.</param>
/// <param name="EarliestExpiry">Of all certificates presented.</param>
/// <param name="ChainExpiry">The earliest of the chain up to the trusted authority; null when there is no such chain.</param>
/// <param name="Leaf">Facts about the server's own certificate.</param>
internal sealed record CertificateReading(ProbeFailure? Failure, DateTimeOffset EarliestExpiry, DateTimeOffset? ChainExpiry, CertificateFacts Leaf)
{
    internal static CertificateReading Of(X509Certificate2 leaf, X509Chain chain, SslPolicyErrors errors)
    {
        DateTimeOffset earliest = leaf.NotAfter;
        foreach (var presented in chain.ChainPolicy.ExtraStore)
            earliest = Earlier(earliest, presented.NotAfter);

        var failure = FailureOf(errors, chain.ChainStatus);
        DateTimeOffset? chainExpiry = null;
        if (failure is null)
        {
            foreach (var element in chain.ChainElements)
                chainExpiry = Earlier(chainExpiry ?? DateTimeOffset.MaxValue, element.Certificate.NotAfter);
        }

        return new(failure, earliest, chainExpiry, CertificateFacts.Of(leaf));
    }

    static ProbeFailure? FailureOf(SslPolicyErrors errors, X509ChainStatus[] chain) => CertificateFlaws.Of(errors, chain) switch
    {
        null => null,
        CertificateFlaw.Time => ProbeFailure.CertificateExpired,
        CertificateFlaw.Name => ProbeFailure.CertificateName,
        _ => ProbeFailure.CertificateUntrusted,
    };

    static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}

/// <summary>A certificate as <c>probe_ssl_last_chain_info</c> describes it.</summary>
/// <param name="Fingerprint">SHA-256, lower-case hexadecimal.</param>
/// <param name="Subject">RFC 2253: <c>CN=example.org,O=Example</c>.</param>
/// <param name="Issuer">RFC 2253.</param>
/// <param name="AlternativeNames">DNS names, separated by commas.</param>
/// <param name="SerialNumber">Lower-case hexadecimal.</param>
internal sealed record CertificateFacts(string Fingerprint, string Subject, string Issuer, string AlternativeNames, string SerialNumber)
{
    // Names are costly to read, and what is probed shows the same certificate for months.
    const int MostRemembered = 1000;
    static readonly ConcurrentDictionary<string, CertificateFacts> Remembered = new();

    internal static CertificateFacts Of(X509Certificate2 certificate)
    {
        var fingerprint = Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));
        if (Remembered.TryGetValue(fingerprint, out var known))
            return known;
        if (Remembered.Count >= MostRemembered)
            Remembered.Clear();
        return Remembered[fingerprint] = Read(certificate, fingerprint);
    }

    static CertificateFacts Read(X509Certificate2 certificate, string fingerprint) => new(
        fingerprint,
        Name(certificate.SubjectName),
        Name(certificate.IssuerName),
        string.Join(',', DnsNames(certificate)),
        // In front of a number whose first bit is set, DER has a zero for its sign.
        Convert.ToHexStringLower(certificate.SerialNumberBytes.Span.TrimStart((byte)0)));

    /// <summary>.NET's own form quotes values and puts blanks after commas.</summary>
    static string Name(X500DistinguishedName name)
    {
        var parts = name.Decode(X500DistinguishedNameFlags.Reversed | X500DistinguishedNameFlags.UseNewLines | X500DistinguishedNameFlags.DoNotUseQuotes);
        return parts.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal).ReplaceLineEndings(",");
    }

    static IEnumerable<string> DnsNames(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(names => names.EnumerateDnsNames());
}
