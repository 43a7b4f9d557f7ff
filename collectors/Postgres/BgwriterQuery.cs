using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Who writes shared_buffers to disk, from <c>pg_stat_bgwriter</c>. From 17 on the server has most of it in <c>pg_stat_checkpointer</c>
/// and <c>pg_stat_io</c>; the names stay, so that dashboards do.
/// </summary>
internal sealed class BgwriterQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_bgwriter, from 17 on pg_stat_checkpointer and pg_stat_io");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_bgwriter_checkpoints_timed_total", "Checkpoints that were due by checkpoint_timeout."), "checkpoints_timed"),
        new(Families.Counter("pg_stat_bgwriter_checkpoints_req_total", "Checkpoints that were asked for, by the amount of WAL or by somebody."), "checkpoints_req"),
        new(Families.Counter("pg_stat_bgwriter_checkpoint_write_time_total", "Milliseconds that checkpoints spent writing."), "checkpoint_write_time"),
        new(Families.Counter("pg_stat_bgwriter_checkpoint_sync_time_total", "Milliseconds that checkpoints spent waiting for the disk."), "checkpoint_sync_time"),
        new(Families.Counter("pg_stat_bgwriter_buffers_checkpoint_total", "Buffers written by checkpoints."), "buffers_checkpoint"),
        new(Families.Counter("pg_stat_bgwriter_buffers_clean_total", "Buffers written by the background writer."), "buffers_clean"),
        new(Families.Counter("pg_stat_bgwriter_maxwritten_clean_total", "Times that the background writer stopped early because it had written bgwriter_lru_maxpages."), "maxwritten_clean"),
        new(Families.Counter("pg_stat_bgwriter_buffers_backend_total", "Buffers written by sessions and workers themselves, new ones included."), "buffers_backend"),
        new(Families.Counter("pg_stat_bgwriter_buffers_backend_fsync_total", "Times that a session or worker had to wait for the disk itself."), "buffers_backend_fsync"),
        new(Families.Counter("pg_stat_bgwriter_buffers_alloc_total", "Buffers allocated."), "buffers_alloc"),
        new(Families.Counter("pg_stat_bgwriter_stats_reset_total", "When these statistics were last reset, in seconds of Unix time; 0 when never."), "coalesce(extract(epoch from stats_reset), 0)"),
    ];

    readonly ViewRows reading = new(Columns);

    public string Sql(ServerFacts server) => $"select {ViewColumn.Select(Columns, server)} from {View(server)}";

    static string View(ServerFacts server) => server.Major < 17 ? "pg_stat_bgwriter" : $"""
        (select c.num_timed checkpoints_timed, c.num_requested checkpoints_req, c.write_time checkpoint_write_time,
                c.sync_time checkpoint_sync_time, c.buffers_written buffers_checkpoint, w.*, b.*
         from pg_stat_bgwriter b, pg_stat_checkpointer c,
              (select sum({Blocks(server)}) buffers_backend, sum(fsyncs) buffers_backend_fsync
               from pg_stat_io
               where object = 'relation' and backend_type not in ('background writer', 'checkpointer')) w) v
        """;

    // One write may be of several blocks since 18.
    static string Blocks(ServerFacts server) => server.Major < 18
        ? "coalesce(writes, 0) + coalesce(extends, 0)"
        : "(coalesce(write_bytes, 0) + coalesce(extend_bytes, 0)) / current_setting('block_size')::int";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
