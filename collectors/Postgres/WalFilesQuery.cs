using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>How much WAL lies on disk, from <c>pg_ls_waldir()</c>, which looks at every file.</summary>
internal sealed class WalFilesQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_ls_waldir()");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_wal_segments", "WAL files on disk, those kept for reuse included."), "count(*)"),
        new(Families.Gauge("pg_wal_size_bytes", "Size of the WAL files on disk, in bytes."), "coalesce(sum(size), 0)"),
    ];

    readonly ViewRows reading = new(Columns);

    public string Sql(ServerFacts server) => $$"""
        select {{ViewColumn.Select(Columns, server)}}
        from pg_ls_waldir()
        where name ~ '^[0-9A-F]{24}$'
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role may not list the WAL directory");

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
