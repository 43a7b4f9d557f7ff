using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The connections of one probe over HTTP, a fresh one for every hop, and what they reveal about the way there. HTTP/3 is left to the
/// handler, which tells nothing before the response.
/// </summary>
internal sealed class ProbeConnection : IDisposable
{
    readonly ProbeRoute route;
    readonly ProbeDialer dialer;
    readonly ProbeTls tls;
    readonly CancellationToken cancel;
    HttpMessageInvoker? http;

    internal ProbeConnection(ProbeRoute route, TimeProvider clock, CancellationToken cancel)
    {
        (this.route, this.cancel) = (route, cancel);
        Phases = new(clock);
        dialer = new(route, Phases);
        tls = new(route.Tls);
    }

    internal PhaseClock Phases { get; }

    internal ProbeAddress? Address => dialer.Address;

    internal CertificateReading? Certificate => tls.Certificate;

    internal TlsReading? Tls => tls.Tls;

    /// <summary>Sends a request and returns when the head of the response is there.</summary>
    /// <param name="own">To the target itself, not to another that it redirects to.</param>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool own)
    {
        tls.Forget();
        route.Proxy?.Authorize(request);
        var options = tls.Options(request, own);
        Stream? stream = null;
        if (request.Version.Major < 3)
            stream = await ConnectAsync(request, options);
        else
            await PrepareOpaqueHopAsync(request.RequestUri!.IdnHost);

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
        dialer.Dispose();
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
        var stream = new NetworkStream(await dialer.ConnectAsync(first.Host, first.Port, SocketType.Stream, cancel), ownsSocket: true);
        if (isSecure && route.Proxy is { } proxy)
            await proxy.OpenTunnelAsync(stream, target, cancel);
        Phases.End(ProbePhase.Connect);

        var secure = isSecure ? await tls.HandshakeAsync(stream, options, cancel) : null;
        if (secure is null)
            Phases.SkipTls();
        else
            Phases.End(ProbePhase.Tls);
        if (request.VersionPolicy != HttpVersionPolicy.RequestVersionExact)
        {
            request.Version = secure?.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        return secure ?? (Stream)stream;
    }

    /// <summary>The handler looks the name up by itself, and cannot be called off while it does: it is not asked for a name that is dead.</summary>
    async Task PrepareOpaqueHopAsync(string host)
    {
        Phases.BeginHop();
        await ProbeRoute.Names.ResolveAsync(host, cancel);
        Phases.SkipTls();
    }

    /// <summary>The handler reads to the end of the connection where it cannot make sense of the length.</summary>
    static bool IsLengthMalformed(HttpResponseMessage response) =>
        response.Content.Headers.NonValidated.Contains("Content-Length") && response.Content.Headers.ContentLength is null;
}
