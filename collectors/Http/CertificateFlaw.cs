using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Http;

/// <summary>Why a client refuses a server's certificate.</summary>
enum CertificateFlaw
{
    Time,
    Name,
    Authority,
}

static class CertificateFlaws
{
    /// <summary>In the order in which browsers and Go's TLS report: the time, the name, the authority.</summary>
    /// <returns>Null for a certificate that is valid.</returns>
    internal static CertificateFlaw? Of(SslPolicyErrors errors, X509ChainStatus[] chain) =>
        errors == SslPolicyErrors.None ? null
        : Array.Exists(chain, status => status.Status == X509ChainStatusFlags.NotTimeValid) ? CertificateFlaw.Time
        : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? CertificateFlaw.Name
        : CertificateFlaw.Authority;

    internal static string Told(this CertificateFlaw flaw) => flaw switch
    {
        CertificateFlaw.Time => "a certificate of the server's chain is expired, or not valid yet",
        CertificateFlaw.Name => "the server's certificate is for another host name",
        _ => "no trusted authority vouches for the server's certificate",
    };
}
