using System.Net.Sockets;
using System.Text;

namespace MetricsAgent.Tests.Servers;

/// <summary>An HTTP proxy on loopback: CONNECT for TLS, whole URLs for the rest.</summary>
internal sealed class ConnectProxy : IDisposable
{
    readonly RawServer server;
    readonly string? credentials;

    /// <param name="user"><c>user:password</c> that it wants; null takes anybody.</param>
    public ConnectProxy(string? user = null)
    {
        credentials = user is null ? null : $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(user))}\r\n";
        server = new(ServeAsync);
    }

    public string Url => $"http://{server.EndPoint}";

    public int Port => server.EndPoint.Port;

    /// <summary>First lines of what it was asked.</summary>
    public List<string> Requests { get; } = [];

    public void Dispose() => server.Dispose();

    async Task ServeAsync(Socket client)
    {
        var head = await RawServer.ReadHeadAsync(client);
        var line = head[..head.IndexOf("\r\n", StringComparison.Ordinal)];
        Requests.Add(line);
        if (credentials is not null && !head.Contains(credentials, StringComparison.Ordinal))
        {
            await SayAsync(client, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
            return;
        }

        var (method, target) = (line.Split(' ')[0], line.Split(' ')[1]);
        var url = new Uri(method == "CONNECT" ? $"https://{target}" : target);
        using var origin = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await origin.ConnectAsync(url.Host, url.Port);
        }
        catch (SocketException)
        {
            await SayAsync(client, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
            return;
        }

        await SayAsync(method == "CONNECT" ? client : origin, method == "CONNECT" ? "HTTP/1.1 200 Connection established\r\n\r\n" : head);
        await Task.WhenAny(RelayAsync(client, origin), RelayAsync(origin, client));
    }

    static async Task RelayAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 << 10];
        int read;
        while ((read = await from.ReceiveAsync(buffer)) > 0)
            await to.SendAsync(buffer.AsMemory(0, read));
    }

    static async Task SayAsync(Socket to, string text) => await to.SendAsync(Encoding.Latin1.GetBytes(text));
}
