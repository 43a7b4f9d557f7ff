using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>
/// Clients and servers of each pool by state, and the longest wait, from <c>SHOW POOLS</c>. <c>SHOW CLIENTS</c> and <c>SHOW SERVERS</c>
/// have the same sums, at a row for every connection in a process that does nothing else meanwhile.
/// </summary>
static class PoolsTable
{
    internal const string Command = "SHOW POOLS";

    internal static readonly FamilySet Families = new(Command);

    static readonly string[] Labels = ["database", "user"];

    static readonly ConsoleColumn[] Columns =
    [
        new(Families.Gauge("pgbouncer_pools_client_active_connections", "Client connections that are linked to a server connection, or idle.", Labels), "cl_active"),
        new(Families.Gauge("pgbouncer_pools_client_waiting_connections", "Client connections that wait for a server connection.", Labels), "cl_waiting"),
        new(Families.Gauge("pgbouncer_pools_client_active_cancel_connections", "Client connections whose cancel request was forwarded and is not answered yet (1.18+).", Labels), "cl_active_cancel_req"),
        new(Families.Gauge("pgbouncer_pools_client_waiting_cancel_connections", "Client connections whose cancel request was not forwarded yet (1.18+).", Labels), "cl_waiting_cancel_req"),
        new(Families.Gauge("pgbouncer_pools_client_maxwait_seconds", "How long the first client that waits for a server connection has waited, in seconds; 0 when none waits.", Labels), "maxwait") { Microseconds = "maxwait_us" },
        new(Families.Gauge("pgbouncer_pools_server_active_connections", "Server connections that are linked to a client.", Labels), "sv_active"),
        new(Families.Gauge("pgbouncer_pools_server_active_cancel_connections", "Server connections that forward a cancel request (1.18+).", Labels), "sv_active_cancel"),
        new(Families.Gauge("pgbouncer_pools_server_being_canceled_connections", "Server connections that wait for a cancel request to end before they are idle (1.18+).", Labels), "sv_being_canceled"),
        new(Families.Gauge("pgbouncer_pools_server_idle_connections", "Server connections that can be used at once.", Labels), "sv_idle"),
        new(Families.Gauge("pgbouncer_pools_server_used_connections", "Server connections that have been idle for so long that they are checked before they are used.", Labels), "sv_used"),
        new(Families.Gauge("pgbouncer_pools_server_testing_connections", "Server connections that run server_reset_query or server_check_query.", Labels), "sv_tested"),
        new(Families.Gauge("pgbouncer_pools_server_login_connections", "Server connections that are logging in.", Labels), "sv_login"),
    ];

    internal static ConsoleRows Create() => new(Columns, Labels);
}
