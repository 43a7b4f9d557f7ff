using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// How far a standby is behind. Its lag is 0 only while it is connected and has replayed all that it received; otherwise it is the age
/// of the last transaction replayed, or absent before the first one.
/// </summary>
internal sealed class StandbyQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_last_wal_replay_lsn() and its kin");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_replication_lag_seconds", "Seconds that the standby is behind; the age of the last transaction replayed while it is not connected to the primary. 0 on a primary."), "case when not pg_is_in_recovery() then 0 when v.receiving and pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0 else v.age end"),
        new(Families.Gauge("pg_replication_last_replay_seconds", "Seconds since the commit of the last transaction replayed; absent on a primary."), "v.age"),
        new(Families.Gauge("pg_replication_receiving", "1 when the standby is connected to its primary, else 0; absent on a primary."), "v.receiving::int"),
        new(Families.Gauge("pg_replication_replay_lag_bytes", "WAL that the standby has received and not replayed, in bytes."), "case when pg_is_in_recovery() then pg_last_wal_receive_lsn() - pg_last_wal_replay_lsn() end"),
        new(Families.Gauge("pg_replication_replay_paused", "1 when somebody has paused the replay, else 0; absent on a primary."), "case when pg_is_in_recovery() then pg_is_wal_replay_paused()::int end"),
    ];

    readonly ViewRows reading = new(Columns);

    public string Sql(ServerFacts server) => $"""
        select {ViewColumn.Select(Columns, server)}
        from (select case when pg_is_in_recovery() then exists (select from pg_stat_wal_receiver where pid is not null) end receiving,
                     case when pg_is_in_recovery() then {Elapsed.Sql("pg_last_xact_replay_timestamp()")} end age) v
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
