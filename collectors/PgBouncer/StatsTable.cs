using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>
/// Traffic of each database, from <c>SHOW STATS_TOTALS</c>. pgbouncer_exporter renamed its families in 0.11; those that are older
/// have both names, so that dashboards for either go on.
/// </summary>
static class StatsTable
{
    internal const string Command = "SHOW STATS_TOTALS";

    internal static readonly FamilySet Families = new(Command);

    static readonly ConsoleColumn[] Columns =
    [
        .. Both("queries_pooled_total", "SQL queries of clients.", "query_count"),
        .. Both("queries_duration_seconds_total", "Seconds that servers have spent on queries.", "query_time", 1e-6),
        .. Both("received_bytes_total", "Bytes received from clients.", "bytes_received"),
        .. Both("sent_bytes_total", "Bytes sent to clients.", "bytes_sent"),
        .. Both("client_wait_seconds_total", "Seconds that clients have waited for a server connection.", "wait_time", 1e-6),
        .. Both("sql_transactions_pooled_total", "SQL transactions of clients.", "xact_count"),
        .. Both("server_in_transaction_seconds_total", "Seconds that servers have been in a transaction, idle or not.", "xact_time", 1e-6),
        New("server_assignments_total", "Times that a server connection was given to a client (1.23+).", "server_assignment_count"),
        New("client_parses_total", "Prepared statements that clients have asked for (1.24+).", "client_parse_count"),
        New("server_parses_total", "Prepared statements that servers were asked for (1.24+).", "server_parse_count"),
        New("binds_total", "Prepared statements that were bound for execution (1.24+).", "bind_count"),
        New("client_logins_total", "Clients that have logged in (newer than 1.24).", "client_login_count"),
    ];

    internal static ConsoleRows Create() => new(Columns, "database");

    static ConsoleColumn[] Both(string name, string help, string column, double scale = 1) =>
        [Of("pgbouncer_stats_", name, help, column, scale), Of("pgbouncer_stats_totals_", name, help, column, scale)];

    static ConsoleColumn New(string name, string help, string column) => Of("pgbouncer_stats_totals_", name, help, column, 1);

    static ConsoleColumn Of(string prefix, string name, string help, string column, double scale) =>
        new(Families.Counter(prefix + name, help, "database"), column) { Scale = scale };
}
