using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>What a server can do for this role, found at connect and when it changes its role; queries choose their SQL by it.</summary>
/// <param name="Version"><c>server_version_num</c>: 150018 is 15.18.</param>
/// <param name="StartedAt">The postmaster's start, in seconds of Unix time.</param>
/// <param name="InRecovery">A standby.</param>
/// <param name="IsSuperuser">So is the role that a small application uses.</param>
/// <param name="ReadsAllStats">The role sees other roles' sessions and statements (<c>pg_monitor</c>, <c>pg_read_all_stats</c>).</param>
/// <param name="Statements">The extension in the connected database, or null.</param>
internal sealed record ServerFacts(
    int Version, double StartedAt, bool InRecovery, string Role, bool IsSuperuser, string Database, bool ReadsAllStats, StatementsExtension? Statements)
{
    const string Sql = """
        select current_setting('server_version_num')::int, extract(epoch from pg_postmaster_start_time())::float8, pg_is_in_recovery(),
               current_user::text, current_setting('is_superuser')::bool, current_database()::text, pg_has_role('pg_read_all_stats', 'usage'),
               e.extversion, n.nspname::text, pg_backend_pid(),
               (select x.extnamespace::regnamespace::text from pg_extension x where x.extname = 'pg_buffercache')
        from (select) one
        left join pg_extension e on e.extname = 'pg_stat_statements'
        left join pg_namespace n on n.oid = e.extnamespace
        """;

    /// <summary>
    /// A pooler stands between: the process that answered the connect is not the one that answers queries. PgBouncer tells its
    /// clients a number of its own, because every transaction may run in another process.
    /// </summary>
    internal bool IsPooled { get; init; }

    /// <summary>Where the extension <c>pg_buffercache</c> is in the connected database, quoted; null when it is not there.</summary>
    internal string? BuffercacheSchema { get; init; }

    internal int Major => Version / 10_000;

    /// <summary>What mends a role that sees too little.</summary>
    internal string GrantMonitor => $"GRANT pg_monitor TO {Quote(Role)};";

    /// <summary>SQL for where this server's WAL ends.</summary>
    internal string WalEnd => InRecovery ? "coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())" : "pg_current_wal_lsn()";

    /// <summary>Null when the role sees all statistics.</summary>
    /// <param name="unseen">What it does not see otherwise.</param>
    internal Failure? UnlessMonitor(string unseen) => ReadsAllStats ? null : new(Reason.PermissionDenied, $"{unseen}; {GrantMonitor}");

    internal static async Task<ServerFacts> ProbeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var row = await command.ExecuteReaderAsync(cancel);
        await row.ReadAsync(cancel);
        return new(
            row.GetInt32(0), row.GetDouble(1), row.GetBoolean(2), row.Text(3), row.GetBoolean(4), row.Text(5), row.GetBoolean(6),
            row.IsDBNull(7) ? null : new(ExtensionVersion(row.Text(7)), row.Text(8)))
        {
            BuffercacheSchema = row.IsDBNull(10) ? null : row.Text(10),
            IsPooled = row.GetInt32(9) != connection.ProcessID,
        };
    }

    internal static string Quote(string identifier) => $"\"{identifier.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>1.10 comes after 1.9.</summary>
    internal static Version ExtensionVersion(string text) => System.Version.TryParse(text, out var version) ? version : new(1, 0);
}

/// <summary>An installed <c>pg_stat_statements</c>: its own version, which can lag behind the server's, and where its functions are.</summary>
internal sealed record StatementsExtension(Version Version, string Schema)
{
    internal bool Has(int minor) => Version >= new Version(1, minor);
}
