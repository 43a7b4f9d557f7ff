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
    readonly string? authorization;

    /// <param name="url">With user and password, where the proxy wants them.</param>
    ForwardProxy(string url)
    {
        var written = new Uri(url, UriKind.Absolute);
        authorization = written.UserInfo.Length > 0 ? BasicCredentials.Header(written) : null;
        proxy = new UriBuilder(written) { UserName = "", Password = "" }.Uri;
        EndPoint = new(proxy.IdnHost.Trim('[', ']'), proxy.Port);
    }

    internal DnsEndPoint EndPoint { get; }

    /// <returns>Null for an empty URL.</returns>
    internal static ForwardProxy? Of(string url) => url.Length == 0 ? null : new(url);

    ICredentials? IWebProxy.Credentials { get; set; }

    Uri IWebProxy.GetProxy(Uri destination) => proxy;

    bool IWebProxy.IsBypassed(Uri host) => host.Scheme == Uri.UriSchemeHttps;

    /// <summary>A plain request tells the proxy who it is from; in a tunnel that would be the target.</summary>
    internal void Authorize(HttpRequestMessage request)
    {
        if (authorization is not null && request.RequestUri!.Scheme == Uri.UriSchemeHttp)
            request.Headers.TryAddWithoutValidation("Proxy-Authorization", authorization);
    }

    /// <summary>Asks for a tunnel. Afterwards the connection is as one to the target.</summary>
    /// <exception cref="HttpRequestException">The proxy refused; <see cref="HttpRequestException.StatusCode"/> says how.</exception>
    /// <exception cref="IOException">The connection was lost, or what answers is no proxy.</exception>
    internal async Task OpenTunnelAsync(Stream connection, DnsEndPoint target, CancellationToken cancel)
    {
        var authority = $"{(target.Host.Contains(':', StringComparison.Ordinal) ? $"[{target.Host}]" : target.Host)}:{target.Port}";
        var credentials = authorization is null ? "" : $"Proxy-Authorization: {authorization}\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n{credentials}\r\n"), cancel);
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
