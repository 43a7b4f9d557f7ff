using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A standby's stream of WAL, from <c>pg_stat_wal_receiver</c>, with a replication slot or without. Nothing while it is not connected.</summary>
internal sealed class WalReceiverQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_stat_wal_receiver, on a standby");

    static readonly string[] Labels = ["upstream_host", "slot_name", "status"];

    static readonly ViewColumn[] Columns =
    [
        new(Families.Counter("pg_stat_wal_receiver_receive_start_lsn", "Where the stream began, in bytes since the beginning of the WAL.", Labels), "receive_start_lsn - '0/0'"),
        new(Families.Gauge("pg_stat_wal_receiver_receive_start_tli", "Timeline on which the stream began.", Labels), "receive_start_tli"),
        new(Families.Counter("pg_stat_wal_receiver_flushed_lsn", "Up to where WAL was received and flushed to disk, in bytes since its beginning.", Labels), "flushed_lsn - '0/0'"),
        new(Families.Gauge("pg_stat_wal_receiver_received_tli", "Timeline of what was flushed last.", Labels), "received_tli"),
        new(Families.Counter("pg_stat_wal_receiver_last_msg_send_time", "When the primary sent its last message, by its clock, in seconds of Unix time.", Labels), "extract(epoch from last_msg_send_time)"),
        new(Families.Counter("pg_stat_wal_receiver_last_msg_receipt_time", "When that message arrived, in seconds of Unix time.", Labels), "extract(epoch from last_msg_receipt_time)"),
        new(Families.Counter("pg_stat_wal_receiver_latest_end_lsn", "Where the WAL of the primary ended by its last message, in bytes since its beginning.", Labels), "latest_end_lsn - '0/0'"),
        new(Families.Counter("pg_stat_wal_receiver_latest_end_time", "When the primary reported that, in seconds of Unix time.", Labels), "extract(epoch from latest_end_time)"),
        new(Families.Gauge("pg_stat_wal_receiver_upstream_node", "The primary's number in repmgr, from the name of the slot; absent where repmgr has not made it.", Labels), "substring(slot_name from 'repmgr_slot_([0-9]+)')"),
    ];

    readonly ViewRows reading = new(Columns, "upstream_host", "slot_name", "status");

    public string? Sql(ServerFacts server) => server.InRecovery
        ? $"select sender_host, slot_name::text, status, {ViewColumn.Select(Columns, server)} from pg_stat_wal_receiver where pid is not null"
        : null;

    public Failure? Refuse(ServerFacts server) => server.UnlessMonitor("the role does not see the WAL receiver");

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
