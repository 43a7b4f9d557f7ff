using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>The small caches for transaction states and the like, from <c>pg_stat_slru</c>, by the names that they have since 17.</summary>
internal sealed class SlruQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_slru");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_slru_blks_zeroed_total", "Blocks initialised.", "name"), "blks_zeroed"),
        new(Families.Counter("pg_stat_slru_blks_hit_total", "Blocks found in the cache.", "name"), "blks_hit"),
        new(Families.Counter("pg_stat_slru_blks_read_total", "Blocks read from disk.", "name"), "blks_read"),
        new(Families.Counter("pg_stat_slru_blks_written_total", "Blocks written to disk.", "name"), "blks_written"),
        new(Families.Counter("pg_stat_slru_blks_exists_total", "Blocks that were looked for to see whether they exist.", "name"), "blks_exists"),
        new(Families.Counter("pg_stat_slru_flushes_total", "Flushes of dirty blocks.", "name"), "flushes"),
        new(Families.Counter("pg_stat_slru_truncates_total", "Times that old blocks were cut off.", "name"), "truncates"),
    ];

    readonly ViewRows reading = new(Columns, "name");

    public string Sql(ServerFacts server) => $"""
        select case name
                   when 'CommitTs' then 'commit_timestamp' when 'MultiXactMember' then 'multixact_member'
                   when 'MultiXactOffset' then 'multixact_offset' when 'Notify' then 'notify' when 'Serial' then 'serializable'
                   when 'Subtrans' then 'subtransaction' when 'Xact' then 'transaction' else name
               end, {ViewColumn.Select(Columns, server)}
        from pg_stat_slru
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
