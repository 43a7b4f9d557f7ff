using System.Net.Sockets;

namespace MetricsAgent.Collectors.Http;

/// <summary>
/// A handler for requests as the settings have TLS and proxy. Redirects are not followed. The connection is made here, because the
/// handler's own would not ask for another name than the request's.
/// </summary>
static class ClientHandler
{
    // Not the probes': dead names of theirs do not keep a scrape from its turn.
    static readonly NameLookups Names = new();

    internal static SocketsHttpHandler Create(ClientTls tls, ForwardProxy? proxy) => new()
    {
        UseProxy = proxy is not null,
        Proxy = proxy,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = (context, cancel) => ConnectAsync(context, tls, proxy, cancel),
    };

    static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, ClientTls tls, ForwardProxy? proxy, CancellationToken cancel)
    {
        var request = context.InitialRequestMessage;
        var isSecure = request.RequestUri!.Scheme == Uri.UriSchemeHttps;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var first = proxy?.EndPoint ?? context.DnsEndPoint;
            await socket.ConnectAsync(await Names.ResolveAsync(first.Host, cancel), first.Port, cancel);
            var stream = new NetworkStream(socket, ownsSocket: true);
            if (!isSecure)
                return stream;
            if (proxy is not null)
                await proxy.OpenTunnelAsync(stream, context.DnsEndPoint, cancel);
            return await tls.HandshakeAsync(stream, request, cancel);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
