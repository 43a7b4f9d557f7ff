using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Http;

/// <summary>Turns TLS settings into the options of a handshake.</summary>
public sealed class ClientTls(TlsConfig config)
{
    readonly TrustedAuthorities? authorities = config.CaFile.Length == 0 ? null : new(config.CaFile);
    readonly ClientCertificate? certificate = config.CertFile.Length == 0 ? null : new(config.CertFile, config.KeyFile);

    /// <summary>Whatever certificate the server shows is taken.</summary>
    internal bool AcceptsAny => config.InsecureSkipVerify;

    /// <param name="own">
    /// To the server that the settings are about. Another, to which it redirects, is not shown the certificate and not asked for
    /// its name.
    /// </param>
    /// <exception cref="SettingsFileException">A file is not there, or holds something else.</exception>
    internal SslClientAuthenticationOptions Options(HttpRequestMessage request, bool own = true)
    {
        var options = Options(NameOf(request), own);
        options.ApplicationProtocols = ProtocolsOf(request);
        return options;
    }

    /// <summary>Of a handshake that is not followed by HTTP.</summary>
    /// <param name="host">Whose certificate it has to be, unless the settings name another.</param>
    /// <exception cref="SettingsFileException">A file is not there, or holds something else.</exception>
    public SslClientAuthenticationOptions Options(string host, bool own = true) => new()
    {
        TargetHost = own && config.ServerName.Length > 0 ? config.ServerName : host,
        EnabledSslProtocols = config.MinVersion == "TLS13" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13,
        CertificateChainPolicy = Policy(),
        ClientCertificateContext = own ? certificate?.Current() : null,
        RemoteCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None || AcceptsAny,
    };

    /// <summary>Of a connection for a request.</summary>
    /// <exception cref="AuthenticationException">It did not come to one: where that is for the certificate, it says what is wrong with it.</exception>
    internal async Task<SslStream> HandshakeAsync(Stream plain, HttpRequestMessage request, CancellationToken cancel)
    {
        CertificateFlaw? flaw = null;
        var options = Options(request);
        options.RemoteCertificateValidationCallback = (_, _, chain, errors) =>
        {
            flaw = AcceptsAny ? null : CertificateFlaws.Of(errors, chain?.ChainStatus ?? []);
            return flaw is null;
        };
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(options, cancel);
            return secure;
        }
        catch (AuthenticationException) when (flaw is not null)
        {
            throw new AuthenticationException(flaw.Value.Told());
        }
    }

    /// <summary>As browsers have it: who is asked for a host under another's address is asked for its certificate.</summary>
    static string NameOf(HttpRequestMessage request)
    {
        var url = request.Headers.Host is { } host && Uri.TryCreate($"https://{host}", UriKind.Absolute, out var named) ? named : request.RequestUri!;
        return url.IdnHost.Trim('[', ']');
    }

    static List<SslApplicationProtocol> ProtocolsOf(HttpRequestMessage request) => (request.Version.Major, request.VersionPolicy) switch
    {
        (1, _) => [SslApplicationProtocol.Http11],
        (2, HttpVersionPolicy.RequestVersionOrLower) => [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
        (2, _) => [SslApplicationProtocol.Http2],
        _ => [SslApplicationProtocol.Http3],
    };

    X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            // Nothing but the target itself is asked: no revocation list, no missing issuer.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (authorities?.Current() is { } trusted)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(trusted);
        }

        return policy;
    }
}
