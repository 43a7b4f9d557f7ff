using System.Net.Sockets;
using System.Text;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>
/// An open connection to a message bus, or to a program that speaks its protocol without one. Whatever is cancelled or goes wrong on it
/// leaves it unusable. For so few calls a library would be a dependency more than it saves.
/// </summary>
internal sealed class DBusConnection(Stream stream) : IAsyncDisposable
{
    const int LongestAnswer = 1024;

    /// <summary>Calls that wait for an answer at the same time; dbus-daemon allows a connection 128 of them.</summary>
    const int Window = 64;

    readonly DBusCalls calls = new();
    readonly ReceiveBuffer buffer = new(stream, 16 << 10);

    /// <param name="path">Of a unix socket.</param>
    /// <param name="isBus">It is a bus's, which wants a greeting.</param>
    /// <exception cref="SocketException">Nobody is there, or only for others.</exception>
    internal static async Task<DBusConnection> OpenAsync(string path, bool isBus, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            var connection = new DBusConnection(new NetworkStream(socket, ownsSocket: true));
            await connection.LogInAsync(isBus, cancel);
            return connection;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Says who we are, which the kernel has told the other side already.</summary>
    internal async Task LogInAsync(bool isBus, CancellationToken cancel)
    {
        await stream.WriteAsync("\0AUTH EXTERNAL\r\nDATA\r\n"u8.ToArray(), cancel);
        for (var heard = 0; !IsAccepted();)
        {
            if (heard >= LongestAnswer)
                throw new InvalidDataException("what was answered is not D-Bus's protocol");
            heard += await buffer.ReceiveAsync(LongestAnswer, cancel);
        }

        await stream.WriteAsync("BEGIN\r\n"u8.ToArray(), cancel);
        if (!isBus)
            return;

        calls.Add("org.freedesktop.DBus"u8, "/org/freedesktop/DBus"u8, "org.freedesktop.DBus"u8, "Hello"u8);
        await SendAsync(cancel);
        if (await ReplyAsync(cancel) is { Kind: DBusMessage.Failure } refusal)
            throw new DBusException(refusal);
    }

    /// <summary>Makes all calls of a batch, many at a time.</summary>
    /// <exception cref="InvalidDataException">What came is no message.</exception>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    internal async Task RunAsync(IDBusBatch batch, CancellationToken cancel)
    {
        for (var from = 0; from < batch.Count; from += Window)
        {
            var count = Math.Min(Window, batch.Count - from);
            var before = calls.Serial;
            for (var i = 0; i < count; i++)
                batch.Ask(calls, from + i);
            await SendAsync(cancel);
            for (var answered = 0; answered < count;)
            {
                var answer = await ReplyAsync(cancel);
                var index = answer.ReplyTo - before - 1;
                if (index >= count)
                    continue;
                batch.Take(from + (int)index, answer);
                answered++;
            }
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    async ValueTask SendAsync(CancellationToken cancel)
    {
        await stream.WriteAsync(calls.Written, cancel);
        calls.Clear();
    }

    /// <summary>The next answer; whatever else comes, such as signals, is passed over.</summary>
    async ValueTask<DBusMessage> ReplyAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (!DBusMessage.TryTake(buffer.Received, out var message, out var length))
            {
                await buffer.ReceiveAsync(length, cancel);
                continue;
            }

            buffer.Take(length);
            if (message.Kind is DBusMessage.Reply or DBusMessage.Failure)
                return message;
        }
    }

    /// <summary>Takes the lines that are there: DATA is the question who we are, OK says that it is known.</summary>
    bool IsAccepted()
    {
        while (buffer.Received.Span.IndexOf("\r\n"u8) is var length and >= 0)
        {
            var line = buffer.Received.Span[..length];
            buffer.Take(length + "\r\n".Length);
            if (line.StartsWith("OK"u8))
                return true;
            if (!line.StartsWith("DATA"u8))
                throw new UnauthorizedAccessException($"the bus has answered \"{Encoding.UTF8.GetString(line)}\"");
        }

        return false;
    }
}
