using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Queries that a standby cancelled because WAL had to be replayed, by reason, from <c>pg_stat_database_conflicts</c>.</summary>
internal sealed class ConflictsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_database_conflicts, on a standby");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_database_conflicts_confl_tablespace", "Queries cancelled because a tablespace was dropped.", "datid", "datname"), "confl_tablespace"),
        new(Families.Counter("pg_stat_database_conflicts_confl_lock", "Queries cancelled because of a lock.", "datid", "datname"), "confl_lock"),
        new(Families.Counter("pg_stat_database_conflicts_confl_snapshot", "Queries cancelled because rows that they might see were cleaned up.", "datid", "datname"), "confl_snapshot"),
        new(Families.Counter("pg_stat_database_conflicts_confl_bufferpin", "Queries cancelled because of a pinned buffer.", "datid", "datname"), "confl_bufferpin"),
        new(Families.Counter("pg_stat_database_conflicts_confl_deadlock", "Queries cancelled because of a deadlock with the replay.", "datid", "datname"), "confl_deadlock"),
        new(Families.Counter("pg_stat_database_conflicts_confl_active_logicalslot", "Uses of logical slots cancelled because what they need was cleaned up.", "datid", "datname"), "confl_active_logicalslot", Since: 16),
    ];

    readonly ViewRows reading = new(Columns, "datid", "datname");

    public string? Sql(ServerFacts server) => server.InRecovery
        ? $"select datid::text, datname::text, {ViewColumn.Select(Columns, server)} from pg_stat_database_conflicts"
        : null;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
