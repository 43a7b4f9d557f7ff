using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>Encryption as libpq's <c>sslmode</c> says it (PostgreSQL's documentation, 34.19).</summary>
static class ConsoleTls
{
    /// <returns>What to talk through from now on; it owns <paramref name="plain"/>.</returns>
    /// <exception cref="AuthenticationException">The certificate is not what the mode asks for, or there is no encryption.</exception>
    internal static async Task<Stream> SecureAsync(Stream plain, NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
    {
        // libpq never encrypts on a unix socket. Its "allow" would rather not encrypt; what can be encrypted is here.
        if (settings.SslMode == SslMode.Disable || settings.Host!.StartsWith('/'))
            return plain;
        if (settings.SslNegotiation != SslNegotiation.Direct && !await IsOfferedAsync(plain, cancel))
            return settings.SslMode is SslMode.Allow or SslMode.Prefer ? plain : throw new AuthenticationException("the server offers no encryption, and sslmode asks for it");

        var secured = new SslStream(plain);
        try
        {
            await secured.AuthenticateAsClientAsync(Options(settings), cancel);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads no byte beyond the answer: the next ones are the handshake's, or somebody has put them in.</summary>
    static async Task<bool> IsOfferedAsync(Stream plain, CancellationToken cancel)
    {
        await plain.WriteAsync(ClientMessage.TlsRequest(), cancel);
        var answer = new byte[1];
        await plain.ReadExactlyAsync(answer, cancel);
        return answer[0] switch
        {
            (byte)'S' => true,
            (byte)'N' => false,
            _ => throw new InvalidDataException("what was answered is not PostgreSQL's protocol"),
        };
    }

    static SslClientAuthenticationOptions Options(NpgsqlConnectionStringBuilder settings) => new()
    {
        TargetHost = settings.Host,
        ApplicationProtocols = settings.SslNegotiation == SslNegotiation.Direct ? [new("postgresql")] : null,
        CertificateChainPolicy = Chain(settings),
        ClientCertificates = settings.SslCertificate is { Length: > 0 } certificate ? [Own(certificate, settings)] : null,
        RemoteCertificateValidationCallback = (_, _, _, errors) => settings.SslMode switch
        {
            SslMode.VerifyFull => errors == SslPolicyErrors.None,
            SslMode.VerifyCA => (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None,
            _ => true,
        },
    };

    static X509ChainPolicy Chain(NpgsqlConnectionStringBuilder settings)
    {
        // Nobody but the server itself is asked: no revocation list, no missing issuer.
        var chain = new X509ChainPolicy { RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        if (settings.RootCertificate is { Length: > 0 } authorities)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.ImportFromPemFile(authorities);
        }

        return chain;
    }

    static X509Certificate2 Own(string certificate, NpgsqlConnectionStringBuilder settings)
    {
        var key = settings.SslKey is { Length: > 0 } file ? file : null;
        return settings.SslPassword is { Length: > 0 } password
            ? X509Certificate2.CreateFromEncryptedPemFile(certificate, password, key)
            : X509Certificate2.CreateFromPemFile(certificate, key);
    }
}
