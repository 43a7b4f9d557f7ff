using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>What shared_buffers are used for, from <c>pg_buffercache_summary</c> (16+) in the database that the target names.</summary>
internal sealed class BuffercacheSummaryQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_buffercache_summary");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_buffercache_summary_buffers_used", "Buffers in use."), "buffers_used"),
        new(Families.Gauge("pg_buffercache_summary_buffers_unused", "Buffers not in use."), "buffers_unused"),
        new(Families.Gauge("pg_buffercache_summary_buffers_dirty", "Buffers that have to be written."), "buffers_dirty"),
        new(Families.Gauge("pg_buffercache_summary_buffers_pinned", "Buffers that somebody uses at this moment."), "buffers_pinned"),
        new(Families.Gauge("pg_buffercache_summary_usagecount_avg", "Mean usage count of the buffers in use, 0 to 5: the higher, the more is used again."), "usagecount_avg"),
    ];

    readonly ViewRows reading = new(Columns);

    public Failure? Refuse(ServerFacts server) =>
        server.Major < 16 ? new(Reason.Unsupported, "PostgreSQL 16 is the first that has it")
        : server.BuffercacheSchema is null ? new(Reason.NotInstalled, "CREATE EXTENSION pg_buffercache; in the database that the target names")
        : null;

    public string Sql(ServerFacts server) =>
        $"select {ViewColumn.Select(Columns, server)} from {server.BuffercacheSchema}.pg_buffercache_summary()";

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
