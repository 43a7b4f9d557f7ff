using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MetricsAgent.Tests.Servers;

/// <summary>A server without manners: what it does with each connection is the test's.</summary>
internal sealed class RawServer : IDisposable
{
    readonly TcpListener listener;

    public RawServer(Func<Socket, Task> serve, IPAddress? address = null)
    {
        listener = new(address ?? IPAddress.Loopback, FreePort.Next());
        listener.Start();
        _ = AcceptAsync(serve);
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public int Connections { get; private set; }

    /// <summary>Says one thing to whatever it is asked, and closes.</summary>
    public static RawServer Saying(string answer, IPAddress? address = null) => new(
        async client =>
        {
            await ReadHeadAsync(client);
            await client.SendAsync(Encoding.Latin1.GetBytes(answer));
        },
        address);

    /// <summary>The head of a request, as far as it came.</summary>
    public static async Task<string> ReadHeadAsync(Socket client)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await client.ReceiveAsync(one) > 0)
            head.Append((char)one[0]);
        return head.ToString();
    }

    public void Dispose() => listener.Dispose();

    async Task AcceptAsync(Func<Socket, Task> serve)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                Connections++;
                _ = ServeAsync(client, serve);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    static async Task ServeAsync(Socket client, Func<Socket, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(client);
            }
            catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
            {
                // The other side had enough of it.
            }
        }
    }
}
