using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The connections of one probe, a fresh one with a fresh look-up of the name for every hop, and what they reveal about the way
/// there. HTTP/3 is left to the handler, which tells nothing before the response.
/// </summary>
internal sealed class ProbeConnection(ProbeRoute route, ProbeSettings settings, TimeProvider clock, CancellationToken cancel) : IDisposable
{
    // The handler reads the certificate outside of the flow of the call.
    readonly ProbeTrace? trace = ProbeTrace.Current;
    HttpMessageInvoker? http;
    Socket? socket;

    internal PhaseClock Phases { get; } = new(clock);

    internal ProbeAddress? Address { get; private set; }

    internal CertificateReading? Certificate { get; private set; }

    internal TlsReading? Tls { get; private set; }

    /// <summary>Sends a request and returns when the head of the response is there.</summary>
    /// <param name="own">To the target itself, not to another that it redirects to.</param>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool own)
    {
        (Certificate, Tls) = (null, null);
        Phases.BeginHop();
        route.Proxy?.Authorize(request);
        var options = route.Tls.Options(request, own);
        options.RemoteCertificateValidationCallback = Validate;
        // A session that is resumed shows no certificate.
        options.AllowTlsResume = false;
        Stream? stream = null;
        if (request.Version.Major < 3)
            stream = await ConnectAsync(request, options);
        else
            Phases.SkipTls();

        http?.Dispose();
        http = new(CreateHandler(stream, options));
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

    /// <param name="stream">The connection to use, and the only one: after a GOAWAY the handler would try again by itself.</param>
    SocketsHttpHandler CreateHandler(Stream? stream, SslClientAuthenticationOptions options) => new()
    {
        UseProxy = route.Proxy is not null,
        Proxy = route.Proxy,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
        ConnectCallback = (_, _) => new(Interlocked.Exchange(ref stream, null) ?? throw new HttpRequestException(HttpRequestError.ResponseEnded, "the server wants no more requests on this connection")),
        SslOptions = options,
    };

    /// <summary>
    /// Connects before the handler has the request: it would decide on a version first, and connect a second time to a server that
    /// does not speak HTTP/2.
    /// </summary>
    async Task<Stream> ConnectAsync(HttpRequestMessage request, SslClientAuthenticationOptions options)
    {
        var url = request.RequestUri!;
        var isSecure = url.Scheme == Uri.UriSchemeHttps;
        var target = new DnsEndPoint(url.IdnHost.Trim('[', ']'), url.Port);
        var first = route.Proxy?.EndPoint ?? target;
        var addresses = await route.ResolveAsync(first.Host, cancel);
        Phases.End(ProbePhase.Resolve);
        trace?.Note($"{first.Host} is {string.Join(", ", addresses.Select(each => $"{each}"))}");

        var stream = await OpenAsync(addresses, first.Port);
        if (isSecure && route.Proxy is { } proxy)
            await proxy.OpenTunnelAsync(stream, target, cancel);
        Phases.End(ProbePhase.Connect);

        var secure = isSecure ? await SecureAsync(stream, options) : null;
        if (secure is null)
            Phases.SkipTls();
        if (request.VersionPolicy != HttpVersionPolicy.RequestVersionExact)
        {
            request.Version = secure?.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        return secure ?? stream;
    }

    async Task<SslStream> SecureAsync(Stream stream, SslClientAuthenticationOptions options)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(options, cancel);
        Phases.End(ProbePhase.Tls);
        Tls = new(Name(secure.SslProtocol), secure.NegotiatedCipherSuite.ToString());
        trace?.Note($"{Tls.Protocol}, {Tls.Cipher}");
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
                trace?.Note($"connected to {address} port {port}");
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                trace?.Note($"{address} port {port}: {e.Message}");
                last = e;
            }
        }

        throw last!;
    }

    bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Certificate = certificate is X509Certificate2 leaf && chain is not null ? CertificateReading.Of(leaf, chain, errors) : null;
        if (trace is not null && chain is not null)
            CertificateNotes.Write(trace, chain, errors, settings.TlsConfig.InsecureSkipVerify);
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
