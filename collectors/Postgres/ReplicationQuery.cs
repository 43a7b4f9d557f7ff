using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Standbys and other streams that this server feeds, from <c>pg_stat_replication</c>. Seconds are the server's own measurement and
/// absent while a standby has nothing to catch up with.
/// </summary>
internal sealed class ReplicationQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_replication");

    static readonly string[] Labels = ["application_name", "client_addr", "state", "slot_name", "pid"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_stat_replication_pg_current_wal_lsn_bytes", "Where the WAL of this server ends, in bytes since its beginning.", Labels), "v.here - '0/0'"),
        new(Families.Gauge("pg_stat_replication_pg_wal_lsn_diff", "WAL that the standby has not replayed yet, in bytes.", Labels), "v.here - r.replay_lsn"),
        new(Families.Gauge("pg_stat_replication_sent_lag_bytes", "WAL that has not been sent yet, in bytes.", Labels), "v.here - r.sent_lsn"),
        new(Families.Gauge("pg_stat_replication_write_lag_bytes", "WAL that the standby has not written yet, in bytes.", Labels), "v.here - r.write_lsn"),
        new(Families.Gauge("pg_stat_replication_flush_lag_bytes", "WAL that the standby has not flushed to disk yet, in bytes.", Labels), "v.here - r.flush_lsn"),
        new(Families.Gauge("pg_stat_replication_write_lag_seconds", "Time from a flush here until the standby has written it, in seconds.", Labels), "extract(epoch from r.write_lag)"),
        new(Families.Gauge("pg_stat_replication_flush_lag_seconds", "Time from a flush here until the standby has flushed it, in seconds.", Labels), "extract(epoch from r.flush_lag)"),
        new(Families.Gauge("pg_stat_replication_replay_lag_seconds", "Time from a flush here until the standby has replayed it, in seconds.", Labels), "extract(epoch from r.replay_lag)"),
        new(Families.Gauge("pg_stat_replication_reply_age_seconds", "Seconds since the standby last answered.", Labels), Elapsed.Sql("r.reply_time")),
        new(Families.Gauge("pg_stat_replication_is_sync", "1 when commits may wait for the standby, else 0.", Labels), "(r.sync_state in ('sync', 'quorum'))::int"),
    ];

    readonly ViewRows reading = new(Columns, "application_name", "client_addr", "state", "slot_name", "pid");

    public string Sql(ServerFacts server) => $"""
        select r.application_name, host(r.client_addr), r.state, s.slot_name::text, r.pid::text, {ViewColumn.Select(Columns, server)}
        from pg_stat_replication r
        left join pg_replication_slots s on s.active_pid = r.pid
        cross join (select {server.WalEnd} here) v
        """;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see other roles' replication");

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
