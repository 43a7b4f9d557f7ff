using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// A base backup that is asked for and not read: once the socket is full, the server stands still in the middle of it. Npgsql has no
/// BASE_BACKUP and npm's servers come without pg_basebackup, so this speaks the few messages of the protocol itself.
/// </summary>
internal sealed class UnreadBackup : IDisposable
{
    const int ProtocolVersion = 3 << 16;
    const int SmallBuffer = 64 << 10;

    static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    readonly TcpClient client = new() { ReceiveBufferSize = SmallBuffer };

    UnreadBackup()
    {
    }

    public static async Task<UnreadBackup> StartAsync(PostgresServer server)
    {
        var backup = new UnreadBackup();
        try
        {
            using var deadline = new CancellationTokenSource(AnswerTimeout);
            await backup.client.ConnectAsync("127.0.0.1", server.Port, deadline.Token);
            var stream = backup.client.GetStream();
            await stream.WriteAsync(Message($"{Number(ProtocolVersion)}user\0{PostgresServer.Superuser}\0replication\0true\0\0"), deadline.Token);
            await ReadUntilReadyAsync(stream, deadline.Token);
            var command = server.Major < 15 ? "BASE_BACKUP PROGRESS FAST" : "BASE_BACKUP (PROGRESS, CHECKPOINT 'fast')";
            await stream.WriteAsync((byte[])[(byte)'Q', .. Message(command + '\0')], deadline.Token);
            return backup;
        }
        catch
        {
            backup.Dispose();
            throw;
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>Its length, which counts itself, and the text.</summary>
    static byte[] Message(string text) => Encoding.Latin1.GetBytes(Number(text.Length + sizeof(int)) + text);

    static string Number(int value)
    {
        var bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return Encoding.Latin1.GetString(bytes);
    }

    static async Task ReadUntilReadyAsync(NetworkStream stream, CancellationToken cancel)
    {
        var header = new byte[1 + sizeof(int)];
        do
        {
            await stream.ReadExactlyAsync(header, cancel);
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(1)) - sizeof(int)];
            await stream.ReadExactlyAsync(body, cancel);
            if (header[0] == 'E')
                throw new InvalidOperationException(Encoding.UTF8.GetString(body));
        }
        while (header[0] != 'Z');
    }
}
