using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The connections of one probe, a fresh one with a fresh look-up of the name for every hop, and what they reveal about the way
/// there. Every phase is stamped from inside the handler.
/// </summary>
internal sealed class ProbeConnection : IDisposable
{
    readonly HttpMessageInvoker http;
    readonly ProbeDialer dialer;
    readonly ProbeTls tls;
    readonly CancellationToken cancel;

    /// <param name="authorities">To trust instead of the system's; null for the system's.</param>
    internal ProbeConnection(TimeProvider clock, X509Certificate2Collection? authorities, bool acceptAnyCertificate, CancellationToken cancel)
    {
        this.cancel = cancel;
        Phases = new(clock);
        dialer = new(Phases);
        tls = new(authorities, acceptAnyCertificate);
        http = new(CreateHandler());
    }

    internal PhaseClock Phases { get; }

    internal ProbeAddress? Address => dialer.Address;

    internal CertificateReading? Certificate => tls.Certificate;

    internal TlsReading? Tls => tls.Tls;

    /// <summary>Sends a request and returns when the head of the response is there.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        Phases.BeginHop();
        tls.Forget();
        var response = await http.SendAsync(request, cancel);
        Phases.End(ProbePhase.Processing);
        return response;
    }

    public void Dispose()
    {
        http.Dispose();
        // The handler would let a handshake that nobody waits for go on.
        dialer.Dispose();
    }

    SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
        ConnectCallback = ConnectAsync,
        PlaintextStreamFilter = Connected,
        SslOptions = tls.Options(),
    };

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken pool) =>
        new NetworkStream(await dialer.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, SocketType.Stream, cancel), ownsSocket: true);

    ValueTask<Stream> Connected(SocketsHttpPlaintextStreamFilterContext context, CancellationToken pool)
    {
        if (context.PlaintextStream is SslStream stream)
        {
            Phases.End(ProbePhase.Tls);
            tls.Read(stream);
        }
        else
        {
            Phases.SkipTls();
        }

        return ValueTask.FromResult(context.PlaintextStream);
    }
}
