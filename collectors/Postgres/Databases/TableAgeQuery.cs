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
        select current_database()::text, n.nspname::text, c.relname::text, {ViewColumn.Select(Columns, server)}
        from (select c.relname, c.relnamespace, greatest(age(c.relfrozenxid), age(o.relfrozenxid)) xid_age, greatest(mxid_age(c.relminmxid), mxid_age(o.relminmxid)) mxid_age
              from pg_class c
              left join pg_class o on o.oid = c.reltoastrelid
              where c.relkind in ('r', 'm')
              order by 3 desc, c.relpages desc, c.oid
              limit {Named}) c
        join pg_namespace n on n.oid = c.relnamespace
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
