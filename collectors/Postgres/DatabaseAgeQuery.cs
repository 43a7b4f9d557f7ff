using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// How near each database is to the end of its transaction ids, and its connection limit, from <c>pg_database</c>. The server
/// refuses writes 3,000,000 ids (13: 1,000,000) before they would wrap around.
/// </summary>
internal sealed class DatabaseAgeQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_database");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_database_connection_limit", "Sessions that the database accepts at most; -1 is without limit.", "datname"), "datconnlimit"),
        new(Families.Gauge("pg_database_wraparound_age_datfrozenxid_seconds", "Age of the oldest transaction id that is not frozen. In transactions: only the name says seconds.", "datname"), "age(datfrozenxid)"),
        new(Families.Gauge("pg_database_wraparound_age_datminmxid_seconds", "Age of the oldest multixact id. In multixacts: only the name says seconds.", "datname"), "mxid_age(datminmxid)"),
        new(Families.Gauge("pg_database_wraparound_xids_left", "Transaction ids left before the server refuses writes to protect the database.", "datname"), "greatest(0, 2147483647 - reserve - age(datfrozenxid))"),
        new(Families.Gauge("pg_database_wraparound_mxids_left", "Multixact ids left before the server refuses to make more.", "datname"), "greatest(0, 2147483647 - reserve - mxid_age(datminmxid))"),
    ];

    readonly ViewRows reading = new(Columns, "datname");

    public string Sql(ServerFacts server) => $"""
        select datname::text, {ViewColumn.Select(Columns, server)}
        from pg_database, (select {Reserve(server)}::bigint reserve) limits
        """;

    /// <summary>Ids that are left when the server refuses writes.</summary>
    internal static int Reserve(ServerFacts server) => server.Major < 14 ? 1_000_000 : 3_000_000;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
