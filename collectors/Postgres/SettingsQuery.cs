using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The settings that alerts and dashboards divide by. <c>current_setting</c> of these costs a fifth of going through
/// <c>pg_settings</c>, so they are read at every poll. Those that the agent sets for its own session are not among them.
/// </summary>
internal sealed class SettingsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("current_setting");

    static readonly Setting[] Settings =
    [
        Number("max_connections", "Connections that the server accepts at most."),
        Number("superuser_reserved_connections", "Connections kept for superusers."),
        Number("reserved_connections", "Connections kept for roles with pg_use_reserved_connections; 16 and newer."),
        Number("max_locks_per_transaction", "Room in the lock table, in locks per connection and prepared transaction."),
        Number("max_prepared_transactions", "Prepared transactions at most; 0 switches them off."),
        Number("max_worker_processes", "Background processes at most."),
        Number("max_parallel_workers", "Background processes that parallel queries may use."),
        Number("max_wal_senders", "Standbys and other streams of WAL at most."),
        Number("max_replication_slots", "Replication slots at most."),
        Bytes("max_slot_wal_keep_size", "WAL that a replication slot may hold back, in bytes; -1 is without limit."),
        Bytes("wal_keep_size", "WAL kept for standbys, in bytes."),
        Bytes("max_wal_size", "WAL between two checkpoints that the server aims at, in bytes."),
        Bytes("min_wal_size", "WAL files below this are recycled instead of removed, in bytes."),
        Bytes("shared_buffers", "The server's own cache, in bytes."),
        Bytes("effective_cache_size", "What the planner takes all caches to hold, in bytes."),
        Bytes("work_mem", "Memory of one sort or hash before it goes to disk, in bytes."),
        Bytes("maintenance_work_mem", "Memory of one VACUUM or CREATE INDEX, in bytes."),
        Bytes("autovacuum_work_mem", "Memory of one autovacuum worker, in bytes; -1 is maintenance_work_mem."),
        Bytes("temp_buffers", "Cache of one session's temporary tables, in bytes."),
        Bytes("temp_file_limit", "Temporary files that one process may have, in bytes; -1 is without limit."),
        Bytes("wal_buffers", "Buffer of WAL that is not written yet, in bytes."),
        Seconds("checkpoint_timeout", "Time between two checkpoints at most, in seconds."),
        Number("checkpoint_completion_target", "Share of the time between two checkpoints that one spreads its writes over."),
        Switch("autovacuum", "1 when autovacuum is on."),
        Number("autovacuum_max_workers", "Autovacuum workers at most."),
        Seconds("autovacuum_naptime", "Time between two autovacuum runs in a database, in seconds."),
        Number("autovacuum_vacuum_threshold", "Dead rows from which a table is vacuumed, besides the scale factor."),
        Number("autovacuum_vacuum_scale_factor", "Dead rows from which a table is vacuumed, as a share of its rows."),
        Number("autovacuum_vacuum_insert_threshold", "Inserted rows from which a table is vacuumed, besides the scale factor; -1 is off."),
        Number("autovacuum_vacuum_insert_scale_factor", "Inserted rows from which a table is vacuumed, as a share of its rows."),
        Number("autovacuum_analyze_threshold", "Changed rows from which a table is analyzed, besides the scale factor."),
        Number("autovacuum_analyze_scale_factor", "Changed rows from which a table is analyzed, as a share of its rows."),
        Number("autovacuum_freeze_max_age", "Age in transactions at which a table is vacuumed against wraparound."),
        Number("autovacuum_multixact_freeze_max_age", "Age in multixacts at which a table is vacuumed against wraparound."),
        Seconds("autovacuum_vacuum_cost_delay", "Pause of autovacuum when its cost limit is used up, in seconds; -1 is vacuum_cost_delay."),
        Number("autovacuum_vacuum_cost_limit", "Cost after which autovacuum pauses; -1 is vacuum_cost_limit."),
        Number("vacuum_cost_limit", "Cost after which VACUUM pauses."),
        Number("vacuum_failsafe_age", "Age in transactions at which VACUUM does nothing but freeze; 14 and newer."),
        Number("vacuum_multixact_failsafe_age", "Age in multixacts at which VACUUM does nothing but freeze; 14 and newer."),
        Seconds("deadlock_timeout", "Time that a lock is waited for before the server looks for a deadlock, in seconds."),
        Seconds("log_min_duration_statement", "Statements that run longer are logged, in seconds; -1 is off."),
        Seconds("idle_session_timeout", "An idle session is ended after this, in seconds; 0 is never; 14 and newer."),
        Switch("hot_standby_feedback", "1 when a standby holds back the primary's clean-up."),
        Switch("track_activities", "1 when the server keeps what each session executes."),
        Switch("track_counts", "1 when the server counts, which autovacuum needs."),
        Switch("track_io_timing", "1 when the server takes the time of reads and writes."),
        Switch("fsync", "1 when the server waits for its writes to reach the disk."),
        Switch("full_page_writes", "1 when the server writes whole pages to WAL after a checkpoint."),
        Switch("data_checksums", "1 when data pages have checksums."),
        Number("server_version_num", "The server's version: 150018 is 15.18."),
        Number("pg_stat_statements.max", "Statements that pg_stat_statements tracks at most."),
        Switch("pg_stat_statements.track_planning", "1 when pg_stat_statements takes the time of planning."),
    ];

    static readonly string Select = "select " + string.Join(", ", from setting in Settings select $"current_setting('{setting.Name}', true)");

    readonly string?[] texts = new string?[Settings.Length];
    readonly double[] reading = new double[Settings.Length];

    public string Sql(ServerFacts server) => Select;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        await rows.ReadAsync(cancel);
        for (var i = 0; i < texts.Length; i++)
        {
            var text = rows.IsDBNull(i) ? null : rows.GetString(i);
            if (text == texts[i] && text is not null)
                continue;
            texts[i] = text;
            reading[i] = text is null ? double.NaN : SettingValue.Parse(text);
        }
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    /// <param name="reading">One number for each setting, NaN where the server has none.</param>
    internal static void Emit(Samples samples, ReadOnlySpan<double> reading)
    {
        for (var i = 0; i < Settings.Length; i++)
        {
            if (!double.IsNaN(reading[i]))
                samples.Add(Settings[i].Family, reading[i]);
        }
    }

    static Setting Number(string name, string help) => Declare(name, "", help);

    static Setting Switch(string name, string help) => Declare(name, "", help);

    static Setting Bytes(string name, string help) => Declare(name, "_bytes", help);

    static Setting Seconds(string name, string help) => Declare(name, "_seconds", help);

    static Setting Declare(string name, string unit, string help) =>
        new(name, Families.Gauge($"pg_settings_{name.Replace('.', '_')}{unit}", help));

    sealed record Setting(string Name, Family Family);
}
