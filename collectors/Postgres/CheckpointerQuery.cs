using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Checkpoints and restartpoints, from <c>pg_stat_checkpointer</c> (PostgreSQL 17+).</summary>
internal sealed class CheckpointerQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_checkpointer");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_checkpointer_num_timed_total", "Checkpoints that were due by checkpoint_timeout, those that were skipped included."), "num_timed"),
        new(Families.Counter("pg_stat_checkpointer_num_requested_total", "Checkpoints that were asked for, by the amount of WAL or by somebody."), "num_requested"),
        new(Families.Counter("pg_stat_checkpointer_num_done_total", "Checkpoints carried out."), "num_done", Since: 18),
        new(Families.Counter("pg_stat_checkpointer_restartpoints_timed_total", "Restartpoints of a standby that were due by checkpoint_timeout."), "restartpoints_timed"),
        new(Families.Counter("pg_stat_checkpointer_restartpoints_req_total", "Restartpoints of a standby that were asked for."), "restartpoints_req"),
        new(Families.Counter("pg_stat_checkpointer_restartpoints_done_total", "Restartpoints of a standby carried out."), "restartpoints_done"),
        new(Families.Counter("pg_stat_checkpointer_write_time_total", "Milliseconds spent writing."), "write_time"),
        new(Families.Counter("pg_stat_checkpointer_sync_time_total", "Milliseconds spent waiting for the disk."), "sync_time"),
        new(Families.Counter("pg_stat_checkpointer_buffers_written_total", "Buffers of shared_buffers written."), "buffers_written"),
        new(Families.Counter("pg_stat_checkpointer_slru_written_total", "Buffers of the SLRU caches written."), "slru_written", Since: 18),
        new(Families.Counter("pg_stat_checkpointer_stats_reset_total", "When these statistics were last reset, in seconds of Unix time; 0 when never."), "coalesce(extract(epoch from stats_reset), 0)"),
    ];

    readonly ViewRows reading = new(Columns);

    public string? Sql(ServerFacts server) => server.Major < 17
        ? null
        : $"select {ViewColumn.Select(Columns, server)} from pg_stat_checkpointer";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
