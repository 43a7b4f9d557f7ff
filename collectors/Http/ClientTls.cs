using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Http;

/// <summary>Turns TLS settings into the options of a handshake.</summary>
internal sealed class ClientTls(TlsConfig config)
{
    readonly TrustedAuthorities authorities = new(config.CaFile);
    readonly ClientCertificate certificate = new(config.CertFile, config.KeyFile);

    /// <param name="own">
    /// For the server that the settings are about. Another, to which it redirects, is not shown the certificate and not asked for
    /// its name.
    /// </param>
    /// <exception cref="SettingsFileException">A file is not there, or holds something else.</exception>
    internal SslClientAuthenticationOptions Options(bool own = true) => new()
    {
        CertificateChainPolicy = Policy(),
        EnabledSslProtocols = config.MinVersion == "TLS13" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        TargetHost = own && config.ServerName.Length > 0 ? config.ServerName : null,
        ClientCertificateContext = own ? certificate.Current() : null,
        RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || config.InsecureSkipVerify,
    };

    X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            // Nothing but the target itself is asked: no revocation list, no missing issuer.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (authorities.Current() is { } trusted)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(trusted);
        }

        return policy;
    }
}
