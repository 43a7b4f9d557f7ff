using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Tests.Servers;

/// <summary>A throw-away certificate authority.</summary>
internal sealed class TestAuthority : IDisposable
{
    static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    readonly X509Certificate2 root;

    public TestAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=metrics-agent test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        root = request.CreateSelfSigned(Now.AddYears(-2), Now.AddYears(2));
    }

    /// <summary>The authority's certificate, as a CA file has it.</summary>
    public string Pem => root.ExportCertificatePem();

    /// <summary>A certificate with its key, for DNS names and IP addresses.</summary>
    /// <param name="expires">In the past for an expired one; it was valid from a month before.</param>
    /// <param name="names">Subject alternative names.</param>
    public X509Certificate2 Issue(DateTimeOffset expires, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(key, names);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var certificate = request.Create(root, expires.AddMonths(-1), expires, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }

    /// <summary>A certificate that no authority vouches for.</summary>
    public static X509Certificate2 SelfSigned(DateTimeOffset expires, params string[] names)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Request(key, names).CreateSelfSigned(expires.AddMonths(-1), expires);
    }

    public void Dispose() => root.Dispose();

    static CertificateRequest Request(ECDsa key, string[] names)
    {
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        var request = new CertificateRequest($"CN={names[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        return request;
    }
}
