using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>Indexes that only cost: those that nobody has scanned, and those that a failed build has left behind invalid.</summary>
internal sealed class IndexHealthQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_index, pg_stat_user_indexes");

    const int Named = 10;

    static readonly string[] Labels = ["datname", "schemaname", "relname", "indexrelname"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_indexes_unused", "Indexes without a scan since the statistics were reset, of those that no constraint needs. A standby has statistics of its own.", "datname"), "unused"),
        new(Families.Gauge("pg_indexes_unused_bytes", "Size of the unused indexes in bytes, as of the last VACUUM or ANALYZE.", "datname"), "unused_bytes"),
        new(Families.Gauge("pg_indexes_invalid", "Indexes that are not valid: queries do not use them, writes maintain them. One that is being built concurrently is among them.", "datname"), "invalid"),
        new(Families.Gauge("pg_index_unused_bytes", "Size in bytes of an unused index, of the ten largest.", Labels), "index_unused_bytes"),
        new(Families.Gauge("pg_index_invalid", "An index that is not valid, of the ten largest; always 1.", Labels), "index_invalid"),
    ];

    readonly ViewRows reading = new(Columns, Labels);

    public string Sql(ServerFacts server) => $"""
        with {RelationSql.Tree},
        indexes as (
            select coalesce(r.nspname, n.nspname)::text nspname, coalesce(p.relname, t.relname)::text relname,
                   coalesce(r.relname, c.relname)::text indexrelname,
                   sum(c.relpages) * {RelationSql.BlockSize} bytes, bool_or(not i.indisvalid) is_invalid,
                   sum(pg_stat_get_numscans(c.oid)) = 0 and bool_and(i.indisvalid and not i.indisunique and not i.indisexclusion and not i.indisreplident) is_unused
            {RelationSql.FromIndexes}
                  and (not i.indisvalid or not i.indisunique)
            group by 1, 2, 3),
        named as (
            select *, row_number() over (partition by is_unused, is_invalid order by bytes desc, nspname, indexrelname) place
            from indexes
            where is_unused or is_invalid)
        select current_database()::text, nspname, relname, indexrelname, {ViewColumn.Select(Columns, server)}
        from (select '' nspname, '' relname, '' indexrelname, count(*) filter (where is_unused) unused,
                     coalesce(sum(bytes) filter (where is_unused), 0) unused_bytes, count(*) filter (where is_invalid) invalid,
                     null::bigint index_unused_bytes, null::int index_invalid
              from indexes
              union all
              select nspname, relname, indexrelname, null, null, null, case when is_unused then bytes end, case when is_invalid then 1 end
              from named
              where place <= {Named}) rows
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
