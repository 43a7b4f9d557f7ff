using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Tests.Servers;

/// <summary>A server that says and hears the same in every connection, and then closes it.</summary>
internal sealed class TalkServer : IDisposable
{
    readonly Socket listener;
    readonly Func<Stream, Task> talk;

    TalkServer(EndPoint at, Func<Stream, Task> talk)
    {
        this.talk = talk;
        listener = new(at.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(at);
        listener.Listen();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndPoint!).Port;

    public static TalkServer OverTcp(Func<Stream, Task> talk) => new(new IPEndPoint(IPAddress.Loopback, 0), talk);

    public static TalkServer OverUnix(string path, Func<Stream, Task> talk) => new(new UnixDomainSocketEndPoint(path), talk);

    /// <summary>A mail server that begins TLS when it is asked to.</summary>
    public static TalkServer OfMail(X509Certificate2 certificate) => OverTcp(async plain =>
    {
        await WriteAsync(plain, "220 mail.example ESMTP\r\n");
        await ReadLineAsync(plain);
        await WriteAsync(plain, "250-mail.example\r\n250 STARTTLS\r\n");
        await ReadLineAsync(plain);
        await WriteAsync(plain, "220 go ahead\r\n");
        using var tls = new SslStream(plain);
        await tls.AuthenticateAsServerAsync(certificate);
        await WriteAsync(tls, $"250 {await ReadLineAsync(tls)}\r\n");
        await tls.ShutdownAsync();
    });

    public static async Task WriteAsync(Stream stream, string text) => await stream.WriteAsync(System.Text.Encoding.Latin1.GetBytes(text));

    /// <returns>Empty at the end of the connection.</returns>
    public static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = "";
        var next = new byte[1];
        while (await stream.ReadAsync(next) > 0 && next[0] != '\n')
            line += (char)next[0];
        return line;
    }

    public void Dispose() => listener.Dispose();

    async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(async () =>
            {
                await using var stream = new NetworkStream(client, ownsSocket: true);
                try
                {
                    await talk(stream);
                }
                catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // The client has what it wanted.
                }
            });
        }
    }
}
