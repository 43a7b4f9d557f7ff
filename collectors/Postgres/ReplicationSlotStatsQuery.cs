using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>What decoding costs each logical slot, from <c>pg_stat_replication_slots</c> (14+).</summary>
internal sealed class ReplicationSlotStatsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_replication_slots");

    static readonly ViewColumn[] Columns =
    [
        Counter("spill_txns", "Transactions spilled to disk because they exceeded logical_decoding_work_mem."),
        Counter("spill_count", "Times that transactions were spilled to disk."),
        Counter("spill_bytes", "Bytes of changes spilled to disk."),
        Counter("stream_txns", "Transactions streamed to the consumer while they were in progress."),
        Counter("stream_count", "Times that transactions in progress were streamed."),
        Counter("stream_bytes", "Bytes of changes streamed while the transaction was in progress."),
        Counter("total_txns", "Transactions sent to the consumer."),
        Counter("total_bytes", "Bytes of changes decoded."),
    ];

    readonly ViewRows reading = new(Columns, "slot_name");

    public string? Sql(ServerFacts server) =>
        server.Major < 14 ? null : $"select slot_name, {ViewColumn.Select(Columns, server)} from pg_stat_replication_slots";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);

    static ViewColumn Counter(string name, string help) =>
        new(Families.Counter($"pg_stat_replication_slots_{name}_total", help, "slot_name"), name);
}
