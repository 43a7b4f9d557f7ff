using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The connections of one probe, a fresh one with a fresh look-up of the name for every hop, and what they reveal about the way
/// there. Every phase is stamped from inside the handler.
/// </summary>
internal sealed class ProbeConnection : IDisposable
{
    readonly HttpMessageInvoker http;
    readonly bool acceptAnyCertificate;
    readonly CancellationToken cancel;

    // The handler connects outside of the flow of the call.
    readonly ProbeTrace? trace = ProbeTrace.Current;
    Socket? socket;

    /// <param name="authorities">To trust instead of the system's; null for the system's.</param>
    internal ProbeConnection(TimeProvider clock, X509Certificate2Collection? authorities, bool acceptAnyCertificate, CancellationToken cancel)
    {
        this.acceptAnyCertificate = acceptAnyCertificate;
        this.cancel = cancel;
        Phases = new(clock);
        http = new(CreateHandler(authorities));
    }

    internal PhaseClock Phases { get; }

    internal ProbeAddress? Address { get; private set; }

    internal CertificateReading? Certificate { get; private set; }

    internal TlsReading? Tls { get; private set; }

    /// <summary>Sends a request and returns when the head of the response is there.</summary>
    internal async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        Phases.BeginHop();
        (Certificate, Tls) = (null, null);
        var response = await http.SendAsync(request, cancel);
        Phases.End(ProbePhase.Processing);
        return response;
    }

    public void Dispose()
    {
        http.Dispose();
        // The handler would let a handshake that nobody waits for go on.
        socket?.Dispose();
    }

    SocketsHttpHandler CreateHandler(X509Certificate2Collection? authorities)
    {
        var chain = new X509ChainPolicy
        {
            // Nothing but the target itself is asked: no revocation list, no missing issuer.
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        if (authorities is not null)
        {
            chain.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.CustomTrustStore.AddRange(authorities);
        }

        return new()
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            PooledConnectionLifetime = TimeSpan.Zero,
            MaxResponseDrainSize = 0,
            ConnectCallback = ConnectAsync,
            PlaintextStreamFilter = Connected,
            SslOptions = new()
            {
                CertificateChainPolicy = chain,
                RemoteCertificateValidationCallback = Validate,
                AllowTlsResume = false,
            },
        };
    }

    async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken pool)
    {
        Phases.BeginHop();
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel);
        Phases.End(ProbePhase.Resolve);
        trace?.Note($"{context.DnsEndPoint.Host} is {string.Join(", ", addresses.Select(each => $"{each}"))}");

        SocketException? last = null;
        foreach (var address in addresses)
        {
            Address = ProbeAddress.Of(address);
            socket?.Dispose();
            socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancel);
                Phases.End(ProbePhase.Connect);
                trace?.Note($"connected to {address} port {context.DnsEndPoint.Port}");
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException e)
            {
                trace?.Note($"{address} port {context.DnsEndPoint.Port}: {e.Message}");
                last = e;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    ValueTask<Stream> Connected(SocketsHttpPlaintextStreamFilterContext context, CancellationToken pool)
    {
        if (context.PlaintextStream is SslStream tls)
        {
            Phases.End(ProbePhase.Tls);
            Tls = new(Name(tls.SslProtocol), tls.NegotiatedCipherSuite.ToString());
            trace?.Note($"{Tls.Protocol}, {Tls.Cipher}");
        }
        else
        {
            Phases.SkipTls();
        }

        return ValueTask.FromResult(context.PlaintextStream);
    }

    bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Certificate = certificate is X509Certificate2 leaf && chain is not null ? CertificateReading.Of(leaf, chain, errors) : null;
        if (trace is not null && chain is not null)
            CertificateNotes.Write(trace, chain, errors, acceptAnyCertificate);
        return errors == SslPolicyErrors.None || acceptAnyCertificate;
    }

    static string Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLS 1.3",
        SslProtocols.Tls12 => "TLS 1.2",
        _ => protocol.ToString(),
    };
}
