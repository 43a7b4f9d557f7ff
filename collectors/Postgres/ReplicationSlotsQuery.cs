using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>What each replication slot keeps from being removed: WAL, and rows that VACUUM would clean up; from <c>pg_replication_slots</c>.</summary>
internal sealed class ReplicationSlotsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_replication_slots");

    static readonly ViewColumn[] Columns =
    [
        new(Families.Gauge("pg_replication_slots_active", "1 when somebody streams from the slot, else 0.", "slot_name", "database"), "active::int"),
        new(Families.Gauge("pg_replication_slots_pg_wal_lsn_diff", "WAL that the slot keeps, in bytes.", "slot_name", "database"), "v.here - restart_lsn"),
        new(Families.Gauge("pg_replication_slots_slot_current_wal_lsn", "Where the WAL of this server ends, in bytes since its beginning.", "slot_name", "slot_type"), "v.here - '0/0'"),
        new(Families.Gauge("pg_replication_slots_slot_confirmed_flush_lsn", "Up to where the consumer of a logical slot has received the WAL, in bytes since its beginning.", "slot_name", "slot_type"), "confirmed_flush_lsn - '0/0'"),
        new(Families.Gauge("pg_replication_slots_slot_is_active", "1 when somebody streams from the slot, else 0.", "slot_name", "slot_type"), "active::int"),
        new(Families.Gauge("pg_replication_slots_safe_wal_size_bytes", "WAL that may still be written before the slot is in danger of losing what it needs, in bytes; absent without max_slot_wal_keep_size.", "slot_name", "slot_type"), "safe_wal_size"),
        new(Families.Gauge("pg_replication_slots_wal_status", "Whether the WAL that the slot needs is there (reserved, extended, unreserved, lost); always 1.", "slot_name", "slot_type", "wal_status"), "case when wal_status is not null then 1 end"),
        new(Families.Gauge("pg_replication_slots_xmin_age", "Age in transactions of the oldest one whose rows the slot keeps.", "slot_name", "slot_type"), "age(xmin)"),
        new(Families.Gauge("pg_replication_slots_catalog_xmin_age", "Age in transactions of the oldest one whose catalog rows the slot keeps.", "slot_name", "slot_type"), "age(catalog_xmin)"),
        new(Families.Gauge("pg_replication_slots_inactive_seconds", "Seconds since the slot was last in use; absent while it is.", "slot_name", "slot_type"), Elapsed.Sql("inactive_since"), Since: 17),
        new(Families.Gauge("pg_replication_slots_invalidated", "1 when the slot cannot be used any more, else 0.", "slot_name", "slot_type"), "(invalidation_reason is not null)::int", Since: 17),
    ];

    readonly ViewRows reading = new(Columns, "slot_name", "database", "slot_type", "wal_status");

    public string Sql(ServerFacts server) => $"""
        select slot_name::text, coalesce(database::text, ''), slot_type, wal_status, {ViewColumn.Select(Columns, server)}
        from pg_replication_slots, (select {server.WalEnd} here) v
        """;

    public ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel) => reading.ReadAsync(rows, cancel);

    public void Emit(Samples samples) => reading.Emit(samples);
}
