namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>Families that only postgres_exporter has, and why. The test fails for one that is not in here, and for one that is and need not be.</summary>
/// <param name="Family">A name, or the beginning of some with a <c>*</c>.</param>
internal sealed record Missing(string Family, string Why)
{
    static readonly Missing[] Always =
    [
        new("go_*", "its own runtime"),
        new("process_*", "its own process; the agent's has these names in self.process"),
        new("promhttp_*", "its own web server"),
        new("postgres_exporter_*", "its own build and configuration: agent_build_info"),
        new("pg_exporter_last_scrape_duration_seconds", "its own: agent_collector_duration_seconds"),
        new("pg_exporter_scrapes_total", "its own: agent_postgres_roundtrips_total"),
        new("pg_scrape_collector_duration_seconds", "its own: agent_collector_duration_seconds"),
        new("pg_scrape_collector_success", "its own: agent_collector_success and agent_collector_unavailable"),
        new("pg_settings_default_transaction_read_only", "each has set it for its own session"),
        new("pg_settings_idle_in_transaction_session_timeout_seconds", "each has set it for its own session"),
        new("pg_settings_jit", "each has set it for its own session"),
        new("pg_settings_lock_timeout_seconds", "each has set it for its own session"),
        new("pg_settings_statement_timeout_seconds", "each has set it for its own session"),
        new("pg_settings_transaction_deferrable", "of its own transaction"),
        new("pg_settings_transaction_read_only", "of its own transaction"),
    ];

    static readonly Missing[] OnPrimary =
    [
        new("pg_replication_last_replay_seconds", "nothing is replayed"),
        new("pg_stat_database_conflicts_*", "nothing conflicts with recovery"),
        new("pg_stat_replication_reply_time", "gone since its 0.20: pg_stat_replication_reply_age_seconds"),
    ];

    static readonly Missing[] Since17 =
    [
        new("pg_stat_progress_vacuum_max_dead_tuples", "the server counts bytes: pg_stat_progress_vacuum_max_dead_tuple_bytes"),
    ];

    internal static Missing[] On(int major, bool primary) => [.. Always, .. primary ? OnPrimary : [], .. major < 17 ? [] : Since17];

    internal bool Covers(string family) => Difference.Matches(Family, family);
}
