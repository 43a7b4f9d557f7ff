using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// Size and work of indexes, as <c>pg_stat_user_indexes</c> and <c>pg_statio_user_indexes</c> have them. Sizes are as exact as those of
/// <see cref="TablesQuery"/>.
/// </summary>
internal sealed class IndexesQuery(DatabaseScope scope) : RelationQuery(scope, Columns, labels: 3)
{
    internal static readonly FamilySet Families = new("pg_stat_user_indexes, pg_statio_user_indexes");

    static readonly string[] Labels = ["datname", "schemaname", "relname", "indexrelname"];

    static readonly RelationColumn[] Columns =
    [
        new(new(Families.Gauge("pg_stat_user_indexes_size_bytes", "Size of the index in bytes.", Labels), "size"), Grouping.Sum, RelationRank.Size),
        Counter("pg_stat_user_indexes_idx_scan", "pg_stat_get_numscans(oid)", "Scans of the index.", RelationRank.Activity),
        Counter("pg_stat_user_indexes_idx_tup_read", "pg_stat_get_tuples_returned(oid)", "Entries that scans of the index returned."),
        Counter("pg_stat_user_indexes_idx_tup_fetch", "pg_stat_get_tuples_fetched(oid)", "Live rows fetched by simple scans of the index.", RelationRank.Activity),
        Counter("pg_statio_user_indexes_idx_blks_read_total", "pg_stat_get_blocks_fetched(oid) - pg_stat_get_blocks_hit(oid)", "Blocks of the index read from outside shared_buffers.", RelationRank.Waste),
        Counter("pg_statio_user_indexes_idx_blks_hit_total", "pg_stat_get_blocks_hit(oid)", "Blocks of the index found in shared_buffers."),
    ];

    protected override string? Select(ServerFacts server, string numbers) => $"""
        with {RelationSql.Tree}, {RelationSql.Locked},
        indexes as (
            select c.oid, coalesce(r.root, c.oid) root, coalesce(r.nspname, n.nspname)::text nspname,
                   coalesce(p.relname, t.relname)::text relname, coalesce(r.relname, c.relname)::text indexrelname, c.relpages,
                   i.indrelid not in (select relid from locked)
                   and row_number() over (order by c.relpages desc, c.oid) <= {Scope.Config.ExactSizes} exact
            {RelationSql.FromIndexes}),
        sized as (
            select *, case when exact then pg_relation_size(oid) else relpages * {RelationSql.BlockSize} end size
            from indexes)
        select oid, root, nspname, relname, indexrelname, {numbers}
        from sized
        """;

    static RelationColumn Counter(string name, string expression, string help, RelationRank rank = RelationRank.None) =>
        new(new(Families.Counter(name, help, Labels), expression), Grouping.Count, rank);
}
