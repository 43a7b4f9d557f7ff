using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The certificates of a chain and what is wrong with them, a note each.</summary>
static class CertificateNotes
{
    internal static void Write(ProbeTrace trace, X509Chain chain, SslPolicyErrors errors, bool acceptAny)
    {
        foreach (var element in chain.ChainElements)
        {
            var certificate = element.Certificate;
            var left = (certificate.NotAfter.ToUniversalTime() - chain.ChainPolicy.VerificationTime.ToUniversalTime()).TotalDays;
            trace.Note($"certificate {certificate.Subject}, issued by {certificate.Issuer}, {(left < 0 ? "expired" : "expires")} {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}, {Math.Floor(Math.Abs(left))} days {(left < 0 ? "ago" : "left")}");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            trace.Note($"the certificate is for another host name");
        foreach (var status in chain.ChainStatus)
            trace.Note($"the chain: {status.StatusInformation}");
        if (errors != SslPolicyErrors.None && acceptAny)
            trace.Note($"taken nevertheless: insecure_skip_verify");
    }
}
