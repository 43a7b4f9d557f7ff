using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Collectors.Http;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The TLS of one probe, and what its last handshake showed.</summary>
internal sealed class ProbeTls(ClientTls settings)
{
    // HTTP/3's handler reads the certificate outside of the flow of the call.
    readonly ProbeTrace? trace = ProbeTrace.Current;
    CertificateFlaw? flaw;

    /// <summary>Also when the handshake then failed.</summary>
    internal CertificateReading? Certificate { get; private set; }

    /// <summary>Null until the handshake is through.</summary>
    internal TlsReading? Tls { get; private set; }

    /// <summary>Another hop begins, which may do without TLS.</summary>
    internal void Forget() => (Certificate, Tls) = (null, null);

    /// <param name="own">To the target itself, not to another that it redirects to.</param>
    internal SslClientAuthenticationOptions Options(HttpRequestMessage request, bool own) => Watched(settings.Options(request, own));

    /// <summary>For any number of handshakes.</summary>
    /// <param name="host">Whose certificate it has to be, unless the settings name another.</param>
    internal SslClientAuthenticationOptions Options(string host) => Watched(settings.Options(host));

    internal async Task<SslStream> HandshakeAsync(Stream plain, SslClientAuthenticationOptions options, CancellationToken cancel)
    {
        var stream = new SslStream(plain);
        try
        {
            await stream.AuthenticateAsClientAsync(options, cancel);
        }
        catch (AuthenticationException) when (flaw is not null)
        {
            throw new AuthenticationException(flaw.Value.Told());
        }

        Tls = new(Name(stream.SslProtocol), stream.NegotiatedCipherSuite.ToString());
        trace?.Note($"{Tls.Protocol}, {Tls.Cipher}");
        return stream;
    }

    SslClientAuthenticationOptions Watched(SslClientAuthenticationOptions options)
    {
        options.RemoteCertificateValidationCallback = Validate;
        // A session that is resumed shows no certificate.
        options.AllowTlsResume = false;
        return options;
    }

    bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        flaw = settings.AcceptsAny ? null : CertificateFlaws.Of(errors, chain?.ChainStatus ?? []);
        Certificate = certificate is X509Certificate2 leaf && chain is not null ? CertificateReading.Of(leaf, chain, errors) : null;
        if (trace is not null && chain is not null)
            CertificateNotes.Write(trace, chain, errors, settings.AcceptsAny);
        return flaw is null;
    }

    static string Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => protocol.ToString(),
    };
}
