using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>An authority for servers and for probes that show a certificate, with the files that their settings name.</summary>
internal sealed class ProbeCertificates : IDisposable
{
    public static readonly DateTimeOffset Later = DateTimeOffset.UtcNow.AddDays(10);

    public ProbeCertificates(string name)
    {
        Files = new(name);
        CaFile = Files.Write("ca.pem", Authority.Pem);
    }

    public TestAuthority Authority { get; } = new();

    public TemporaryDirectory Files { get; }

    public string CaFile { get; }

    /// <summary>A certificate that is valid for some days.</summary>
    public X509Certificate2 Issue(params string[] names) => Authority.Issue(Later, names);

    /// <summary>The settings of a probe that shows a certificate; those of the same name get another one.</summary>
    public TlsConfig Client(string name, X509Certificate2 certificate) => new()
    {
        CaFile = CaFile,
        CertFile = Files.Write($"{name}.pem", certificate.ExportCertificatePem()),
        KeyFile = Files.Write($"{name}.key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()),
    };

    public void Dispose()
    {
        Files.Dispose();
        Authority.Dispose();
    }
}
