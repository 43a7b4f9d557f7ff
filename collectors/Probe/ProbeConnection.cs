using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The connections of one probe, a fresh one with a fresh look-up of the name for every hop, and what they reveal about the way
/// there. Every phase is stamped from inside the handler; HTTP/3 has a handler that tells nothing before the response.
/// </summary>
internal sealed class ProbeConnection(ProbeRoute route, ProbeSettings settings, TimeProvider clock, CancellationToken cancel) : IDisposable
{
    HttpMessageInvoker? http;
    Socket? socket;
    bool connected;

    internal PhaseClock Phases { get; } = new(clock);

    internal ProbeAddress? Address { get; private set; }

    internal CertificateReading? Certificate { get; private set; }

    internal TlsReading? Tls { get; private set; }

    /// <summary>Sends a request and returns when the head of the response is there.</summary>
    /// <param name="own">To the target itself, not to another that it redirects to.</param>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool own)
    {
        http?.Dispose();
        http = new(CreateHandler(request, own));
        (Certificate, Tls, connected) = (null, null, false);
        Phases.BeginHop();
        if (request.Version == HttpVersion.Version30)
            Phases.SkipTls();
        route.Proxy?.Authorize(request);

        var response = await http.SendAsync(request, cancel);
        if (IsLengthMalformed(response))
        {
            response.Dispose();
            throw new HttpRequestException(HttpRequestError.InvalidResponse, "Content-Length is no length");
        }

        Phases.End(ProbePhase.Processing);
        return response;
    }

    public void Dispose()
    {
        http?.Dispose();
        // The handler would let a handshake that nobody waits for go on.
        socket?.Dispose();
    }

    SocketsHttpHandler CreateHandler(HttpRequestMessage request, bool own)
    {
        var options = route.Tls.Options(request, own);
        options.RemoteCertificateValidationCallback = Validate;
        // A session that is resumed shows no certificate.
        options.AllowTlsResume = false;
        return new()
        {
            UseProxy = route.Proxy is not null,
            Proxy = route.Proxy,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            ConnectCallback = (context, _) => ConnectAsync(context, options),
            SslOptions = options,
        };
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, SslClientAuthenticationOptions options)
    {
        // After a GOAWAY the handler would try again by itself; what a probe finds is what happened the first time.
        if (connected)
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "the server wants no more requests on this connection");
        connected = true;

        var target = context.DnsEndPoint;
        var first = route.Proxy?.EndPoint ?? target;
        var addresses = await route.ResolveAsync(first.Host, cancel);
        Phases.End(ProbePhase.Resolve);

        var isSecure = context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var stream = await OpenAsync(addresses, first.Port);
        if (isSecure && route.Proxy is { } proxy)
            await proxy.OpenTunnelAsync(stream, target, cancel);
        Phases.End(ProbePhase.Connect);
        if (isSecure)
            return await SecureAsync(stream, options);
        Phases.SkipTls();
        return stream;
    }

    async Task<SslStream> SecureAsync(Stream stream, SslClientAuthenticationOptions options)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(options, cancel);
        Phases.End(ProbePhase.Tls);
        Tls = new(Name(secure.SslProtocol), secure.NegotiatedCipherSuite.ToString());
        return secure;
    }

    /// <summary>To the first address that takes the connection.</summary>
    async Task<Stream> OpenAsync(IPAddress[] addresses, int port)
    {
        SocketException? last = null;
        foreach (var address in addresses)
        {
            Address = ProbeAddress.Of(address);
            socket?.Dispose();
            socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, port), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                last = e;
            }
        }

        throw last!;
    }

    bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Certificate = certificate is X509Certificate2 leaf && chain is not null ? CertificateReading.Of(leaf, chain, errors) : null;
        return errors == SslPolicyErrors.None || settings.TlsConfig.InsecureSkipVerify;
    }

    /// <summary>The handler reads to the end of the connection where it cannot make sense of the length.</summary>
    static bool IsLengthMalformed(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.Contains("Content-Length") && response.Content.Headers.ContentLength is null;

    static string Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => protocol.ToString(),
    };
}
