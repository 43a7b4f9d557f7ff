using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>WAL that the server generates, from <c>pg_stat_wal</c> (PostgreSQL 14+).</summary>
internal sealed class WalQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_wal");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_wal_records_total", "WAL records generated."), "wal_records"),
        new(Families.Counter("pg_stat_wal_fpi_total", "Full page images among them."), "wal_fpi"),
        new(Families.Counter("pg_stat_wal_bytes_total", "WAL generated, in bytes."), "wal_bytes"),
        new(Families.Counter("pg_stat_wal_buffers_full_total", "Times that WAL was written because wal_buffers was full."), "wal_buffers_full"),
        new(Families.Counter("pg_stat_wal_write_total", "Times that WAL was written to disk; from 18 on in pg_stat_io_writes_total."), "wal_write", Until: 17),
        new(Families.Counter("pg_stat_wal_sync_total", "Times that WAL was flushed to disk; from 18 on in pg_stat_io_fsyncs_total."), "wal_sync", Until: 17),
        new(Families.Counter("pg_stat_wal_write_time_seconds_total", "Seconds spent writing WAL; 0 unless track_wal_io_timing is on."), "wal_write_time / 1000", Until: 17),
        new(Families.Counter("pg_stat_wal_sync_time_seconds_total", "Seconds spent flushing WAL; 0 unless track_wal_io_timing is on."), "wal_sync_time / 1000", Until: 17),
    ];

    readonly ViewRows reading = new(Columns);

    public string? Sql(ServerFacts server) => server.Major < 14
        ? null
        : $"select {ViewColumn.Select(Columns, server)} from pg_stat_wal";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
