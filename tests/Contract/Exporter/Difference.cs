namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>
/// How far a family may differ from postgres_exporter's. What is a matter of taste is in the table of METRICS.md; what only comes
/// from looking at different moments, or from looking at each other, has its reason here.
/// </summary>
/// <param name="Family">A name, or the beginning of some with a <c>*</c>.</param>
internal sealed record Difference(string Family)
{
    /// <summary>Empty for what the table of METRICS.md says.</summary>
    internal string Why { get; init; } = "";

    /// <summary>The agent's type, where it is another.</summary>
    internal string? Type { get; init; }

    /// <summary>The first major version that it is about.</summary>
    internal int Since { get; init; }

    /// <summary>Labels that are not compared: series that differ in nothing else are one.</summary>
    internal string[] Folded { get; init; } = [];

    /// <summary>What becomes of their values.</summary>
    internal Func<IEnumerable<double>, double> Fold { get; init; } = values => values.Sum();

    /// <summary>Either has series that the other has not.</summary>
    internal bool Series { get; init; }

    /// <summary>How far a value may be from both of its own, in the family's unit.</summary>
    internal double Tolerance { get; init; }

    /// <summary>Only for series with that text in their labels; elsewhere the tolerance is 0.</summary>
    internal string Within { get; init; } = "";

    internal bool IsInTable => Why.Length == 0;

    /// <summary>Both are connected to this database, and each is seen by the other but not by itself.</summary>
    const string Own = "datname=\"postgres\"";

    internal static readonly Difference[] All =
    [
        new("pg_stat_user_tables_*") { Series = true },
        new("pg_statio_user_tables_*") { Series = true },
        new("pg_statio_user_indexes_*") { Series = true, Folded = ["datname"] },
        new("pg_buffercache_summary_*") { Why = "both fill and empty the buffers that they count", Tolerance = 1000 },
        new("pg_stat_activity_count") { Folded = ActivityLabels, Tolerance = 8, Within = Own },
        new("pg_stat_activity_max_tx_duration") { Folded = ActivityLabels, Fold = values => values.Max(), Tolerance = 5, Within = Own },
        new("pg_stat_statements_*") { Series = true },
        new("pg_roles_connection_limit") { Series = true },
        new("pg_replication_slots_slot_confirmed_flush_lsn") { Series = true },
        new("pg_stat_progress_vacuum_num_dead_tuples") { Since = 17, Tolerance = double.PositiveInfinity },
        new("pg_stat_replication_*") { Why = "until its 0.20 slot_name is the pid, and there is no pid", Folded = ["pid", "slot_name"] },
        new("pg_database_wraparound_*") { Series = true },
        new("pg_process_idle_seconds") { Series = true, Tolerance = 5 },
        new("pg_stat_database_conflicts_confl_active_logicalslot") { Why = "it does not know the column: untyped", Type = "counter" },
        new("pg_settings_extra_float_digits") { Why = "it sets it for its own session", Tolerance = 2 },
        new("pg_locks_count") { Why = "locks on catalogs come and go with the statements of both", Tolerance = 100, Within = Own },
        new("pg_long_running_transactions_oldest_timestamp_seconds") { Why = "either may be the only one, for a moment", Tolerance = 5 },
        new("pg_long_running_transactions") { Why = "its own are among them", Tolerance = 8 },
        new("pg_stat_database_numbackends") { Why = "it connects for each scrape", Tolerance = 8, Within = Own },
    ];

    static string[] ActivityLabels => ["application_name", "backend_type", "usename", "wait_event", "wait_event_type"];

    internal static Difference Of(string family, int major) =>
        Array.Find(All, difference => difference.Since <= major && Matches(difference.Family, family)) ?? new(family);

    internal static bool Matches(string pattern, string family) =>
        pattern.EndsWith('*') ? family.StartsWith(pattern[..^1], StringComparison.Ordinal) : family == pattern;
}
