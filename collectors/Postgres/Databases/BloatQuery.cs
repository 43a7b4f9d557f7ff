using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// An estimate of what tables and B-trees waste: their pages less those that their rows would fill, from the widths in
/// <c>pg_stats</c>. It is as good as the last ANALYZE, and knows neither padding between columns nor what deduplication saves.
/// </summary>
internal sealed class BloatQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_class, pg_stats");

    const int Named = 20;

    /// <summary>Pages that a table or an index has before it is worth a look.</summary>
    const int Least = 16;

    static readonly string[] Labels = ["datname", "schemaname", "relname", "indexrelname"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_tables_bloat_estimated_bytes", "Estimate of the bytes that tables have and do not need, free space for the fill factor not counted.", "datname"), "tables"),
        new(Families.Gauge("pg_indexes_bloat_estimated_bytes", "Estimate of the bytes that B-trees have and do not need.", "datname"), "indexes"),
        new(Families.Gauge("pg_bloat_unreadable_tables", "Tables without an estimate: never analyzed, or the role may not read them; small ones are not looked at.", "datname"), "unreadable"),
        new(Families.Gauge("pg_table_bloat_estimated_bytes", "Estimate of the bytes that a table has and does not need, of the twenty worst.", "datname", "schemaname", "relname"), "of_table"),
        new(Families.Gauge("pg_index_bloat_estimated_bytes", "Estimate of the bytes that a B-tree has and does not need, of the twenty worst.", Labels), "of_index"),
    ];

    readonly ViewRows reading = new(Columns, Labels);

    public Failure? Missing => reading.Sum(2) is > 0 and var count
        ? new(Reason.PermissionDenied, $"no estimate for {count} tables, never analyzed or not readable; GRANT pg_read_all_data TO the role (14+)")
        : null;

    // Widths: a row has a header of 24 bytes, more with a bitmap of nulls, and a line pointer of 4; an index entry a header of 8.
    // A page has a header of 24 bytes, a B-tree's 16 at its end as well.
    public string Sql(ServerFacts server) => $"""
        with relations as (
            select c.oid, n.nspname, c.relname, c.relkind, c.relnatts, c.relpages::bigint pages, c.reltuples, {RelationSql.BlockSize} block,
                   coalesce(substring(array_to_string(c.reloptions, ' ') from 'fillfactor=(\d+)')::float8, case c.relkind when 'i' then 90 else 100 end) / 100 filled
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'm', 'i') and c.relpersistence <> 't' and c.relpages >= {Least} and c.reltuples > 0 and {RelationSql.IsUsers}),
        tables as (
            select t.nspname, t.relname, w.width is null is_unreadable,
                   greatest(0, pages - ceil(reltuples / greatest(1, floor((block - 24) * filled
                       / (4 + 8 * ceil((case when has_nulls then 23 + ceil(relnatts / 8.0) else 24 end + width) / 8)))))) * block bytes
            from relations t
            cross join lateral (
                select sum((1 - s.null_frac) * s.avg_width) width, max(s.null_frac) > 0 has_nulls
                from pg_stats s
                where s.schemaname = t.nspname and s.tablename = t.relname and not s.inherited) w
            where relkind <> 'i'),
        indexes as (
            select x.nspname, t.relname, x.relname indexrelname,
                   greatest(0, x.pages - 1 - ceil(x.reltuples / greatest(1, floor((x.block - 40) * x.filled
                       / (4 + 8 * ceil((case when has_nulls then 16 else 8 end + width) / 8)))))) * x.block bytes
            from relations x
            join pg_index i on i.indexrelid = x.oid
            join pg_class t on t.oid = i.indrelid
            join pg_class c on c.oid = x.oid
            join pg_am m on m.oid = c.relam
            cross join lateral (
                select sum((1 - s.null_frac) * s.avg_width) width, max(s.null_frac) > 0 has_nulls, count(*) = count(s.avg_width) is_complete
                from pg_attribute a
                left join pg_attribute k on k.attrelid = i.indrelid and k.attnum = nullif(i.indkey[a.attnum - 1], 0)
                left join pg_stats s on s.schemaname = x.nspname and s.tablename = case when k.attnum is null then x.relname else t.relname end
                                        and s.attname = coalesce(k.attname, a.attname) and not s.inherited
                where a.attrelid = x.oid and a.attnum > 0) w
            where m.amname = 'btree' and is_complete)
        select current_database()::text, nspname, relname, indexrelname, {ViewColumn.Select(Columns, server)}
        from (select '' nspname, '' relname, '' indexrelname, (select coalesce(sum(bytes), 0) from tables) as tables,
                     (select coalesce(sum(bytes), 0) from indexes) as indexes, (select count(*) from tables where is_unreadable) unreadable,
                     null::float8 of_table, null::float8 of_index
              union all
              (select nspname::text, relname::text, '', null, null, null, bytes, null from tables where bytes > 0 order by bytes desc limit {Named})
              union all
              (select nspname::text, relname::text, indexrelname::text, null, null, null, null, bytes from indexes where bytes > 0 order by bytes desc limit {Named})) rows
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
