using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// The tables that keep a database's oldest transaction ids, from <c>pg_class</c>: also the server's own, and temporary ones that a
/// session has left behind, because any of them stops the whole cluster.
/// </summary>
internal sealed class TableAgeQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_class");

    const int Named = 5;

    static readonly string[] Labels = ["datname", "schemaname", "relname"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_table_oldest_xid_age", "Age in transactions of the oldest one in the table or its TOAST that is not frozen, of the five oldest tables.", Labels), "xid_age"),
        new(Families.Gauge("pg_table_oldest_mxid_age", "Age in multixacts of the oldest one in the table or its TOAST, of the same tables.", Labels), "mxid_age"),
    ];

    readonly ViewRows reading = new(Columns, Labels);

    public string Sql(ServerFacts server) => $"""
        with oldest as materialized (
            select oid, relkind, age(relfrozenxid) xid_age, mxid_age(relminmxid) mxid_age
            from pg_class
            where relkind in ('r', 'm', 't')
            order by 3 desc, relpages desc, oid
            limit {2 * Named})
        select current_database()::text, n.nspname::text, c.relname::text, {ViewColumn.Select(Columns, server)}
        from (select coalesce(t.oid, o.oid) oid, max(xid_age) xid_age, max(mxid_age) mxid_age
              from oldest o
              left join pg_class t on o.relkind = 't' and t.reltoastrelid = o.oid
              group by 1
              order by 2 desc, 1
              limit {Named}) a
        join pg_class c on c.oid = a.oid
        join pg_namespace n on n.oid = c.relnamespace
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
