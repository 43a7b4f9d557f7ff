using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>
/// Size, work, dead rows and upkeep of tables, as <c>pg_stat_user_tables</c> and <c>pg_statio_user_tables</c> have them. Sizes of the
/// largest are exact unless the table is locked; the others are as of the last VACUUM or ANALYZE.
/// </summary>
/// <remarks>From the functions beneath the views: they take a tenth of the time, and the exact sizes of all tables most of it.</remarks>
internal sealed class TablesQuery(DatabaseScope scope) : RelationQuery(scope, Columns, labels: 2)
{
    internal static readonly FamilySet Families = new("pg_stat_user_tables, pg_statio_user_tables");

    static readonly string[] Labels = ["datname", "schemaname", "relname"];

    static readonly RelationColumn[] Columns =
    [
        Gauge("table_size_bytes", "table_size", "Size of the table with its TOAST and maps, without indexes, in bytes.", RelationRank.Size),
        Gauge("index_size_bytes", "index_size", "Size of the table's indexes, in bytes.", RelationRank.Size),
        Counter("seq_scan", "pg_stat_get_numscans(oid)", "Sequential scans."),
        Counter("seq_tup_read", "pg_stat_get_tuples_returned(oid)", "Live rows read by sequential scans.", RelationRank.Activity),
        Counter("idx_scan", "idx_scan", "Scans of the table's indexes."),
        Counter("idx_tup_fetch", "coalesce(idx_tup_fetch, 0) + pg_stat_get_tuples_fetched(oid)", "Live rows fetched by index scans.", RelationRank.Activity),
        Counter("n_tup_ins", "pg_stat_get_tuples_inserted(oid)", "Rows inserted.", RelationRank.Activity),
        Counter("n_tup_upd", "pg_stat_get_tuples_updated(oid)", "Rows updated, HOT updates included.", RelationRank.Activity),
        Counter("n_tup_del", "pg_stat_get_tuples_deleted(oid)", "Rows deleted.", RelationRank.Activity),
        Counter("n_tup_hot_upd", "pg_stat_get_tuples_hot_updated(oid)", "Rows updated without a new entry in any index."),
        Counter("n_tup_newpage_upd_total", "pg_stat_get_tuples_newpage_updated(oid)", "Rows updated whose new version went to another page.", since: 16),
        Gauge("n_live_tup", "pg_stat_get_live_tuples(oid)", "Estimate of live rows."),
        Gauge("n_dead_tup", "pg_stat_get_dead_tuples(oid)", "Estimate of dead rows, which VACUUM has not removed.", RelationRank.Waste),
        Gauge("n_mod_since_analyze", "pg_stat_get_mod_since_analyze(oid)", "Estimate of rows changed since the last ANALYZE."),
        Gauge("n_ins_since_vacuum", "pg_stat_get_ins_since_vacuum(oid)", "Estimate of rows inserted since the last VACUUM."),
        Time("last_vacuum", "pg_stat_get_last_vacuum_time(oid)", "Last VACUUM by hand"),
        Time("last_autovacuum", "pg_stat_get_last_autovacuum_time(oid)", "Last VACUUM by the autovacuum daemon"),
        Time("last_analyze", "pg_stat_get_last_analyze_time(oid)", "Last ANALYZE by hand"),
        Time("last_autoanalyze", "pg_stat_get_last_autoanalyze_time(oid)", "Last ANALYZE by the autovacuum daemon"),
        Time("last_seq_scan", "pg_stat_get_lastscan(oid)", "Last sequential scan", since: 16),
        Time("last_idx_scan", "last_idx_scan", "Last index scan", since: 16),
        Counter("vacuum_count", "pg_stat_get_vacuum_count(oid)", "Times vacuumed by hand."),
        Counter("autovacuum_count", "pg_stat_get_autovacuum_count(oid)", "Times vacuumed by the autovacuum daemon."),
        Counter("analyze_count", "pg_stat_get_analyze_count(oid)", "Times analyzed by hand."),
        Counter("autoanalyze_count", "pg_stat_get_autoanalyze_count(oid)", "Times analyzed by the autovacuum daemon."),
        Counter("vacuum_seconds_total", "pg_stat_get_total_vacuum_time(oid) / 1000", "Seconds that VACUUM by hand took.", since: 18),
        Counter("autovacuum_seconds_total", "pg_stat_get_total_autovacuum_time(oid) / 1000", "Seconds that VACUUM by the autovacuum daemon took.", since: 18),
        Counter("analyze_seconds_total", "pg_stat_get_total_analyze_time(oid) / 1000", "Seconds that ANALYZE by hand took.", since: 18),
        Counter("autoanalyze_seconds_total", "pg_stat_get_total_autoanalyze_time(oid) / 1000", "Seconds that ANALYZE by the autovacuum daemon took.", since: 18),
        Oldest("xid_age", "xid_age", "Age in transactions of the oldest one in the table or its TOAST that is not frozen."),
        Blocks("heap_blocks_read", "pg_stat_get_blocks_fetched(oid) - pg_stat_get_blocks_hit(oid)", "Blocks of the table read from outside shared_buffers."),
        Blocks("heap_blocks_hit", "pg_stat_get_blocks_hit(oid)", "Blocks of the table found in shared_buffers."),
        Blocks("idx_blocks_read", "idx_fetched - idx_hit", "Blocks of the table's indexes read from outside shared_buffers."),
        Blocks("idx_blocks_hit", "idx_hit", "Blocks of the table's indexes found in shared_buffers."),
        Blocks("toast_blocks_read", "pg_stat_get_blocks_fetched(toast) - pg_stat_get_blocks_hit(toast)", "Blocks of the table's TOAST read from outside shared_buffers."),
        Blocks("toast_blocks_hit", "pg_stat_get_blocks_hit(toast)", "Blocks of the table's TOAST found in shared_buffers."),
        Blocks("tidx_blocks_read", "tidx_fetched - tidx_hit", "Blocks of the index of the table's TOAST read from outside shared_buffers."),
        Blocks("tidx_blocks_hit", "tidx_hit", "Blocks of the index of the table's TOAST found in shared_buffers."),
    ];

    protected override string? Select(ServerFacts server, string numbers) => $"""
        with {RelationSql.Tree}, {RelationSql.Locked},
        indexes as (
            select i.indrelid, sum(c.relpages) pages,
                   sum(pg_stat_get_numscans(c.oid)) idx_scan, sum(pg_stat_get_tuples_fetched(c.oid)) idx_tup_fetch,
                   sum(pg_stat_get_blocks_fetched(c.oid)) idx_fetched, sum(pg_stat_get_blocks_hit(c.oid)) idx_hit,
                   {(server.Major < 16 ? "null::timestamptz" : "max(pg_stat_get_lastscan(c.oid))")} last_idx_scan
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            where {RelationSql.IsUsersIndex}
            group by 1),
        tables as (
            select c.oid, coalesce(r.root, c.oid) root, coalesce(r.nspname, n.nspname)::text nspname, coalesce(r.relname, c.relname)::text relname,
                   i.*, o.oid toast, x.idx_fetched tidx_fetched, x.idx_hit tidx_hit,
                   c.relpages::bigint + coalesce(o.relpages + x.pages, 0) own,
                   greatest(case when c.relfrozenxid <> '0' then age(c.relfrozenxid) end, age(o.relfrozenxid)) xid_age
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace
            left join tree r on r.relid = c.oid
            left join pg_class o on o.oid = c.reltoastrelid
            left join indexes i on i.indrelid = c.oid
            left join indexes x on x.indrelid = o.oid
            where c.relkind in ('r', 'm') and c.relpersistence <> 't' and {RelationSql.IsUsers}),
        ranked as (
            select *, not exists (select from locked l where l.relid = t.oid)
                      and row_number() over (order by own + coalesce(pages, 0) desc, pg_stat_get_live_tuples(oid) desc, oid) <= {Scope.Config.ExactSizes} exact
            from tables t),
        sized as (
            select *, case when exact then pg_table_size(oid) else own * {RelationSql.BlockSize} end table_size,
                      case when exact then pg_indexes_size(oid) else coalesce(pages, 0) * {RelationSql.BlockSize} end index_size
            from ranked)
        select oid, root, nspname, relname, {numbers}
        from sized
        """;

    static RelationColumn Gauge(string name, string expression, string help, RelationRank rank = RelationRank.None) =>
        Of(Families.Gauge($"pg_stat_user_tables_{name}", help, Labels), expression, Grouping.Sum, rank);

    static RelationColumn Counter(string name, string expression, string help, RelationRank rank = RelationRank.None, int since = 13) =>
        Of(Families.Counter($"pg_stat_user_tables_{name}", help, Labels), expression, Grouping.Count, rank, since);

    static RelationColumn Time(string name, string expression, string help, int since = 13) => Of(
        Families.Gauge($"pg_stat_user_tables_{name}", $"{help}, in seconds of Unix time; 0 when never.", Labels),
        $"coalesce(extract(epoch from {expression}), 0)", Grouping.MostOfPartitions, since: since);

    static RelationColumn Oldest(string name, string expression, string help) =>
        Of(Families.Gauge($"pg_stat_user_tables_{name}", help, Labels), expression, Grouping.Most, RelationRank.Age);

    static RelationColumn Blocks(string name, string expression, string help) =>
        Of(Families.Counter($"pg_statio_user_tables_{name}", help, Labels), expression, Grouping.Count);

    static RelationColumn Of(Family family, string expression, Grouping grouping, RelationRank rank = RelationRank.None, int since = 13) =>
        new(new(family, expression, since), grouping, rank);
}
