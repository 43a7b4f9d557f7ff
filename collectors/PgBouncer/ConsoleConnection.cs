using System.Net.Sockets;
using Npgsql;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>
/// An open connection to the admin console. It speaks only the simple query protocol, which Npgsql does not. Whatever is cancelled
/// or goes wrong on it leaves it unusable.
/// </summary>
internal sealed class ConsoleConnection : IAsyncDisposable
{
    readonly Stream stream;

    ConsoleConnection(Stream stream)
    {
        this.stream = stream;
        Messages = new(stream);
    }

    internal MessageReader Messages { get; }

    internal static async Task<ConsoleConnection> OpenAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
    {
        var plain = await ConnectAsync(settings, cancel);
        try
        {
            return await LogInAsync(await ConsoleTls.SecureAsync(plain, settings, cancel), settings, cancel);
        }
        catch
        {
            await plain.DisposeAsync();
            throw;
        }
    }

    /// <summary>Logs in on a stream that leads to a console, and owns it then.</summary>
    internal static async Task<ConsoleConnection> LogInAsync(Stream stream, NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
    {
        var connection = new ConsoleConnection(stream);
        await new ConsoleLogin(stream, connection.Messages, settings).RunAsync(cancel);
        return connection;
    }

    internal ValueTask SendAsync(ReadOnlyMemory<byte> messages, CancellationToken cancel) => stream.WriteAsync(messages, cancel);

    /// <summary>Closes without a word: PgBouncer writes the same line to its log for one.</summary>
    public ValueTask DisposeAsync() => stream.DisposeAsync();

    static async Task<NetworkStream> ConnectAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancel)
    {
        var socket = settings.Host!.StartsWith('/')
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (socket.AddressFamily == AddressFamily.Unix)
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{settings.Host}/.s.PGSQL.{settings.Port}"), cancel);
            }
            else
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, settings.TcpKeepAlive);
                await socket.ConnectAsync(settings.Host, settings.Port, cancel);
            }

            return new(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
