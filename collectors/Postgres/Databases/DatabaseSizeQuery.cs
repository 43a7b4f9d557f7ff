using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>Size of every database, those that are not visited included, from <c>pg_database_size</c>, which looks at every file.</summary>
internal sealed class DatabaseSizeQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_database");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_database_size_bytes", "Size of the database on disk, in bytes; absent where the role may not know it.", "datname"), "pg_database_size(oid)"),
    ];

    readonly ViewRows reading = new(Columns, "datname");

    public string Sql(ServerFacts server) => $"""
        select datname::text, {ViewColumn.Select(Columns, server)}
        from pg_database
        where has_database_privilege(oid, 'connect') or pg_has_role('pg_read_all_stats', 'usage')
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
