using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Every setting that is a switch or a number, from <c>pg_settings</c>. Reading all of them takes the server 1 to 2 ms, so they are
/// read again only when it has loaded its configuration since. Those of the agent's own session, role and transaction are absent:
/// its <c>statement_timeout</c> is nobody else's.
/// </summary>
internal sealed class SettingsQuery : IPostgresQuery
{
    internal static readonly FamilySet Families = new("pg_settings");

    /// <summary>Those that alerts and dashboards divide by.</summary>
    static readonly Family[] Known =
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

    static readonly FamilyPattern Others = Families.Pattern("pg_settings_<name>", FamilyKind.Gauge, "Every other setting that is a switch or a number; _bytes and _seconds where it has a unit.");

    static readonly Dictionary<string, Family> ByName = Known.ToDictionary(family => family.Name);

    const string All = """
        select name, setting, unit
        from pg_show_all_settings()
        where vartype in ('bool', 'integer', 'real') and source not in ('client', 'session', 'user', 'database user')
              and name not in ('transaction_read_only', 'transaction_deferrable')
        """;

    readonly List<Setting> reading = [];
    (double LoadedAt, bool InRecovery) found;
    (double LoadedAt, bool InRecovery) readFor;

    // A server that is promoted does not load its configuration, and in_hot_standby changes.
    public string Sql(ServerFacts server) => "select extract(epoch from pg_conf_load_time())::float8, pg_is_in_recovery()";

    public string? More => found == readFor ? null : All;

    public async ValueTask ReadAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        await rows.ReadAsync(cancel);
        found = (rows.GetDouble(0), rows.GetBoolean(1));
    }

    public async ValueTask ReadMoreAsync(NpgsqlDataReader rows, CancellationToken cancel)
    {
        reading.Clear();
        readFor = default;
        while (await rows.ReadAsync(cancel))
        {
            var (name, unit) = (rows.Text(0), rows.Text(2));
            if (SettingValue.Parse(rows.Text(1), unit) is var value && !double.IsNaN(value))
                reading.Add(new(name, FamilyName(name, unit), value));
        }

        readFor = found;
    }

    public void Emit(Samples samples) => Emit(samples, reading);

    internal static void Emit(Samples samples, IReadOnlyList<Setting> reading)
    {
        foreach (var setting in reading)
        {
            var family = ByName.GetValueOrDefault(setting.FamilyName) ?? samples.Open(Others.Kind, setting.FamilyName, setting.Help);
            samples.Add(family, setting.Value);
        }
    }

    /// <summary>Extensions have a dot in the names of their settings, and may have more.</summary>
    internal static string FamilyName(string name, string unit) =>
        $"pg_settings_{string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}{SettingValue.Suffix(unit)}";

    static Family Number(string name, string help) => Declare(name, "", help);

    static Family Switch(string name, string help) => Declare(name, "", help);

    static Family Bytes(string name, string help) => Declare(name, "B", help);

    static Family Seconds(string name, string help) => Declare(name, "s", help);

    static Family Declare(string name, string unit, string help) => Families.Gauge(FamilyName(name, unit), help);

    /// <param name="Value">In base units; 1 and 0 for a switch.</param>
    internal sealed record Setting(string Name, string FamilyName, double Value)
    {
        internal string Help { get; } = $"The setting {Name}{Unit(FamilyName)}.";

        static string Unit(string family) =>
            family.EndsWith("_bytes", StringComparison.Ordinal) ? ", in bytes"
            : family.EndsWith("_seconds", StringComparison.Ordinal) ? ", in seconds"
            : "";
    }
}
