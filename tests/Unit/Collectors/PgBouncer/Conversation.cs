using Npgsql;

namespace MetricsAgent.Tests.Unit.Collectors.PgBouncer;

/// <summary>The other side of a connection: says what it is to say, however little of it at a time, and takes what it is told.</summary>
internal sealed class Conversation(byte[] answers, int atOnce = int.MaxValue) : MemoryStream(answers)
{
    internal static NpgsqlConnectionStringBuilder Settings => new() { Host = "console", Username = "stats", Password = "secret", Database = "pgbouncer", ApplicationName = "tests" };

    /// <summary>What was told.</summary>
    internal MemoryStream Told { get; } = new();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, atOnce)], cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Told.WriteAsync(buffer, cancellationToken);
}
