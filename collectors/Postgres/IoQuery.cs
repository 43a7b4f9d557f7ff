using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Who reads and writes what, from <c>pg_stat_io</c> (PostgreSQL 16+). Sizes are bytes on every version. What a kind of process has
/// never done has no series: most of the combinations never happen.
/// </summary>
internal sealed class IoQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_io");

    static readonly string[] Labels = ["backend_type", "object", "context"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_io_reads_total", "Reads.", Labels), "reads"),
        new(Families.Counter("pg_stat_io_read_bytes_total", "Bytes read.", Labels), "read_bytes"),
        new(Families.Counter("pg_stat_io_read_time_seconds_total", "Seconds spent reading; 0 unless track_io_timing is on.", Labels), "read_time / 1000"),
        new(Families.Counter("pg_stat_io_writes_total", "Writes.", Labels), "writes"),
        new(Families.Counter("pg_stat_io_write_bytes_total", "Bytes written.", Labels), "write_bytes"),
        new(Families.Counter("pg_stat_io_write_time_seconds_total", "Seconds spent writing; 0 unless track_io_timing is on.", Labels), "write_time / 1000"),
        new(Families.Counter("pg_stat_io_writebacks_total", "Blocks that the kernel was asked to write to disk.", Labels), "writebacks"),
        new(Families.Counter("pg_stat_io_writeback_time_seconds_total", "Seconds spent asking the kernel to write to disk; 0 unless track_io_timing is on.", Labels), "writeback_time / 1000"),
        new(Families.Counter("pg_stat_io_extends_total", "Times that a relation was made longer.", Labels), "extends"),
        new(Families.Counter("pg_stat_io_extend_bytes_total", "Bytes that relations were made longer by.", Labels), "extend_bytes"),
        new(Families.Counter("pg_stat_io_extend_time_seconds_total", "Seconds spent making relations longer; 0 unless track_io_timing is on.", Labels), "extend_time / 1000"),
        new(Families.Counter("pg_stat_io_hits_total", "Blocks found in shared_buffers.", Labels), "hits"),
        new(Families.Counter("pg_stat_io_evictions_total", "Blocks that had to make room for another.", Labels), "evictions"),
        new(Families.Counter("pg_stat_io_reuses_total", "Buffers of a ring used again.", Labels), "reuses"),
        new(Families.Counter("pg_stat_io_fsyncs_total", "Times that a file was flushed to disk.", Labels), "fsyncs"),
        new(Families.Counter("pg_stat_io_fsync_time_seconds_total", "Seconds spent flushing files to disk; 0 unless track_io_timing is on.", Labels), "fsync_time / 1000"),
    ];

    readonly ViewRows reading = new(Columns, "backend_type", "object", "context");

    public string? Sql(ServerFacts server) => server.Major < 16 ? null : $"""
        select backend_type, object, context, {ViewColumn.Select(Columns, server)}
        from {View(server)}
        where greatest(reads, writes, extends, hits, evictions, fsyncs, writebacks) > 0
        """;

    static string View(ServerFacts server) => server.Major >= 18
        ? "pg_stat_io"
        : "(select *, reads * op_bytes read_bytes, writes * op_bytes write_bytes, extends * op_bytes extend_bytes from pg_stat_io) v";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
