using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// How far long commands have come, from the six <c>pg_stat_progress_*</c> views. Each counts in blocks, bytes or tuples, and in which
/// of them is part of the name. Commands of one kind, relation and phase are summed: several sessions may copy into one table.
/// </summary>
internal sealed class ProgressQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_progress_analyze, _basebackup, _cluster, _copy, _create_index, _vacuum");

    static readonly string[] Labels = ["command", "datname", "relname", "phase"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_stat_progress_sessions", "Sessions that execute the command in that phase.", Labels), "count(*)"),
        new(Families.Gauge("pg_stat_progress_blocks_done", "Blocks that this phase is through with.", Labels), "sum(blocks_done)"),
        new(Families.Gauge("pg_stat_progress_blocks", "Blocks that this phase has to go through.", Labels), "sum(blocks)"),
        new(Families.Gauge("pg_stat_progress_bytes_done", "Bytes copied or sent.", Labels), "sum(bytes_done)"),
        new(Families.Gauge("pg_stat_progress_bytes", "Bytes to copy or send; absent where that is not known.", Labels), "nullif(sum(bytes), 0)"),
        new(Families.Gauge("pg_stat_progress_tuples_done", "Rows that this phase is through with.", Labels), "sum(tuples_done)"),
        new(Families.Gauge("pg_stat_progress_tuples", "Rows that this phase has to go through; absent where that is not known.", Labels), "nullif(sum(tuples), 0)"),
    ];

    const string Copy = """
        union all
        select 'copy', datname::text, relid, 'copying', null, null, bytes_processed, bytes_total, tuples_processed, null
        from pg_stat_progress_copy
        """;

    readonly ViewRows reading = new(Columns, Labels);

    public string Sql(ServerFacts server) => $"""
        select command, datname, relname, phase, {ViewColumn.Select(Columns, server)}
        from (select *, {RelationName.Sql} relname
              from (select 'analyze' command, datname::text, relid, phase, sample_blks_scanned blocks_done, sample_blks_total blocks,
                           null::bigint bytes_done, null::bigint bytes, null::bigint tuples_done, null::bigint tuples
                    from pg_stat_progress_analyze
                    union all
                    select 'vacuum', datname::text, relid, phase, heap_blks_scanned, heap_blks_total, null, null, null, null
                    from pg_stat_progress_vacuum
                    union all
                    select 'cluster', datname::text, relid, phase, heap_blks_scanned, heap_blks_total, null, null, heap_tuples_written, null
                    from pg_stat_progress_cluster
                    union all
                    select 'create_index', datname::text, relid, phase, blocks_done, blocks_total, null, null, tuples_done, tuples_total
                    from pg_stat_progress_create_index
                    union all
                    select 'basebackup', null, null, phase, null, null, backup_streamed, backup_total, null, null
                    from pg_stat_progress_basebackup
                    {(server.Major < 14 ? "" : Copy)}) commands) named
        group by 1, 2, 3, 4
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see what other roles' commands do");

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
