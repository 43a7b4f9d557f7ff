using System.Net;
using System.Text;

namespace MetricsAgent.Collectors.Http;

/// <summary>
/// An HTTP proxy. Plain requests are sent to it with their whole URL, which the handler does; a connection for TLS goes through a
/// tunnel (RFC 9110, section 9.3.6) that is opened here, so that its time and its failure are those of the connection.
/// </summary>
internal sealed class ForwardProxy : IWebProxy
{
    const int LongestAnswer = 16 << 10;

    readonly Uri proxy;

    /// <param name="url">With user and password, where the proxy wants them.</param>
    internal ForwardProxy(string url)
    {
        var written = new Uri(url, UriKind.Absolute);
        Authorization = written.UserInfo.Length > 0 ? BasicCredentials.Header(written) : null;
        proxy = new UriBuilder(written) { UserName = "", Password = "" }.Uri;
        EndPoint = new(proxy.IdnHost.Trim('[', ']'), proxy.Port);
    }

    internal DnsEndPoint EndPoint { get; }

    /// <summary>Header <c>Proxy-Authorization</c>.</summary>
    internal string? Authorization { get; }

    ICredentials? IWebProxy.Credentials { get; set; }

    Uri IWebProxy.GetProxy(Uri destination) => proxy;

    bool IWebProxy.IsBypassed(Uri host) => host.Scheme == Uri.UriSchemeHttps;

    /// <summary>Asks for a tunnel. Afterwards the connection is as one to the target.</summary>
    /// <exception cref="HttpRequestException">The proxy refused; <see cref="HttpRequestException.StatusCode"/> says how.</exception>
    /// <exception cref="IOException">The connection was lost, or what answers is no proxy.</exception>
    internal async Task OpenTunnelAsync(Stream connection, DnsEndPoint target, CancellationToken cancel)
    {
        var authority = $"{(target.Host.Contains(':', StringComparison.Ordinal) ? $"[{target.Host}]" : target.Host)}:{target.Port}";
        var authorization = Authorization is null ? "" : $"Proxy-Authorization: {Authorization}\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{authorization}\r\n"), cancel);
        var status = StatusOf(await ReadHeadAsync(connection, cancel));
        if (status is < 200 or > 299)
            throw new HttpRequestException(HttpRequestError.ProxyTunnelError, $"the proxy answered CONNECT with {status}", null, (HttpStatusCode)status);
    }

    /// <summary>Byte by byte: what comes after it is the target's.</summary>
    static async Task<string> ReadHeadAsync(Stream connection, CancellationToken cancel)
    {
        var head = new byte[LongestAnswer];
        for (var length = 0; length < head.Length; length++)
        {
            if (await connection.ReadAsync(head.AsMemory(length, 1), cancel) == 0)
                throw new HttpRequestException(HttpRequestError.ProxyTunnelError, "the proxy closed the connection");
            if (head.AsSpan(0, length + 1).EndsWith("\r\n\r\n"u8))
                return Encoding.ASCII.GetString(head, 0, length);
        }

        throw new HttpRequestException(HttpRequestError.ProxyTunnelError, "the proxy's answer to CONNECT does not end");
    }

    static int StatusOf(string head) =>
        head.Length >= 12 && head.StartsWith("HTTP/1.", StringComparison.Ordinal) && int.TryParse(head.AsSpan(9, 3), out var status)
            ? status
            : throw new HttpRequestException(HttpRequestError.ProxyTunnelError, "the proxy did not answer CONNECT as HTTP");
}
