using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Whether WAL is archived, from <c>pg_stat_archiver</c>.</summary>
internal sealed class ArchiverQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_archiver");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_archiver_archived_count", "WAL files archived."), "archived_count"),
        new(Families.Counter("pg_stat_archiver_failed_count", "Attempts to archive a WAL file that failed."), "failed_count"),
        new(Families.Gauge("pg_stat_archiver_last_archive_age", "Seconds since a WAL file was last archived; absent when never."), "extract(epoch from clock_timestamp() - last_archived_time)"),
        new(Families.Gauge("pg_stat_archiver_last_failed_age", "Seconds since an attempt to archive last failed; absent when never."), "extract(epoch from clock_timestamp() - last_failed_time)"),
    ];

    readonly ViewRows reading = new(Columns);

    public string Sql(ServerFacts server) => $"select {ViewColumn.Select(Columns, server)} from pg_stat_archiver";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
