using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The TLS of one probe: whom it trusts, and what the last handshake showed.</summary>
internal sealed class ProbeTls
{
    readonly X509ChainPolicy chain = new()
    {
        // Nothing but the target itself is asked: no revocation list, no missing issuer.
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    readonly bool acceptAnyCertificate;

    /// <param name="authorities">To trust instead of the system's; null for the system's.</param>
    internal ProbeTls(X509Certificate2Collection? authorities, bool acceptAnyCertificate)
    {
        this.acceptAnyCertificate = acceptAnyCertificate;
        if (authorities is null)
            return;
        chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.CustomTrustStore.AddRange(authorities);
    }

    internal CertificateReading? Certificate { get; private set; }

    /// <summary>Null until the handshake is through.</summary>
    internal TlsReading? Tls { get; private set; }

    /// <summary>For any number of handshakes.</summary>
    internal SslClientAuthenticationOptions Options() => new()
    {
        CertificateChainPolicy = chain,
        RemoteCertificateValidationCallback = Validate,
        AllowTlsResume = false,
    };

    internal void Forget() => (Certificate, Tls) = (null, null);

    /// <summary>The handshake of this connection is through.</summary>
    internal void Read(SslStream stream) => Tls = new(Name(stream.SslProtocol), stream.NegotiatedCipherSuite.ToString());

    /// <param name="host">Whose certificate it has to be.</param>
    internal async Task<Stream> HandshakeAsync(Stream plain, string host, CancellationToken cancel)
    {
        var stream = new SslStream(plain);
        var options = Options();
        options.TargetHost = host;
        await stream.AuthenticateAsClientAsync(options, cancel);
        Read(stream);
        return stream;
    }

    bool Validate(object sender, X509Certificate? certificate, X509Chain? built, SslPolicyErrors errors)
    {
        Certificate = certificate is X509Certificate2 leaf && built is not null ? CertificateReading.Of(leaf, built, errors) : null;
        return errors == SslPolicyErrors.None || acceptAnyCertificate;
    }

    static string Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => protocol.ToString(),
    };
}
