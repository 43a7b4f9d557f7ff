using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Collectors.PgBouncer;

namespace MetricsAgent.Tests.Golden;

/// <summary>Everything that a console exposes, from the columns of an old version and of a new one.</summary>
internal sealed class PgBouncerTests
{
    static readonly string[] Lists =
        ["databases", "users", "peers", "pools", "peer_pools", "free_clients", "used_clients", "login_clients", "free_servers", "used_servers", "dns_names", "dns_zones", "dns_queries", "dns_pending"];

    [Test]
    public void The_tables_of_1_18_are_exposed_as_reviewed() => Check(
        "PgBouncer.1.18",
        ConsoleAnswers.Table(
            ["name", "host", "port", "database", "force_user", "pool_size", "min_pool_size", "reserve_pool", "pool_mode", "max_connections", "current_connections", "paused", "disabled"],
            ["app", "10.0.0.5", "5432", "app_production", null, "20", "0", "5", null, "0", "7", "0", "0"],
            ["o\"dd\\\n", null, "5432", "pgbouncer", "me", "2", "0", "0", "statement", "100", "0", "1", "1"]),
        ConsoleAnswers.Table(
            ["database", "user", "cl_active", "cl_waiting", "cl_active_cancel_req", "cl_waiting_cancel_req", "sv_active", "sv_active_cancel", "sv_being_canceled", "sv_idle", "sv_used", "sv_tested", "sv_login", "maxwait", "maxwait_us", "pool_mode"],
            ["app", "web", "40", "3", "0", "0", "20", "0", "0", "0", "0", "0", "0", "2", "250000", "transaction"],
            ["app", "batch", "1", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "0", "session"]),
        ConsoleAnswers.Table(
            ["database", "xact_count", "query_count", "bytes_received", "bytes_sent", "xact_time", "query_time", "wait_time"],
            ["app", "1000", "2500", "123456", "9876543210", "7500000", "2500000", "125"]),
        ConsoleAnswers.Table(["list", "items"], [.. Lists.Where(list => !list.StartsWith("peer", StringComparison.Ordinal)).Select((list, i) => new[] { list, $"{i}" })]),
        ConsoleAnswers.Table(["key", "value", "default", "changeable"], ["max_client_conn", "100", "100", "yes"], ["max_user_connections", "0", "0", "yes"], ["pidfile", "", "", "no"]),
        ConsoleAnswers.Table(["version"], ["PgBouncer 1.18.0"]));

    [Test]
    public void The_tables_of_1_26_are_exposed_as_reviewed() => Check(
        "PgBouncer.1.26",
        ConsoleAnswers.Table(
            ["name", "host", "port", "database", "force_user", "pool_size", "min_pool_size", "reserve_pool_size", "server_lifetime", "pool_mode", "load_balance_hosts", "max_connections", "current_connections", "max_client_connections", "current_client_connections", "paused", "disabled"],
            ["app", "db1,db2", "5432", "app", null, "20", "1", "5", "3600", "transaction", "round-robin", "0", "7", "400", "41", "0", "0"]),
        ConsoleAnswers.Table(
            ["database", "user", "cl_active", "cl_waiting", "cl_active_cancel_req", "cl_waiting_cancel_req", "sv_active", "sv_active_cancel", "sv_being_canceled", "sv_idle", "sv_used", "sv_tested", "sv_login", "maxwait", "maxwait_us", "pool_mode", "load_balance_hosts"],
            ["app", "web", "40", "3", "0", "0", "20", "0", "0", "0", "0", "0", "0", "0", "999999", "transaction", null]),
        ConsoleAnswers.Table(
            ["database", "server_assignment_count", "xact_count", "query_count", "bytes_received", "bytes_sent", "xact_time", "query_time", "wait_time", "client_parse_count", "server_parse_count", "bind_count", "client_login_count"],
            ["app", "900", "1000", "2500", "123456", "9876543210", "7500000", "2500000", "125", "11", "12", "13", "14"]),
        ConsoleAnswers.Table(["list", "items"], [.. Lists.Select((list, i) => new[] { list, $"{i}" })]),
        ConsoleAnswers.Table(["key", "value", "default", "changeable"], ["max_client_conn", "no number", "100", "yes"], ["max_user_connections", "9", "0", "yes"]),
        ConsoleAnswers.Table(["version"], ["PgBouncer 1.26.1"]));

    static void Check(string name, params byte[][] answers)
    {
        IConsoleTable[] tables = [DatabasesTable.Create(), PoolsTable.Create(), StatsTable.Create(), ListsTable.Create(), ConfigTable.Create(), new VersionTable()];
        var samples = new Samples();
        foreach (var (table, answer) in tables.Zip(answers))
        {
            ConsoleAnswers.Fill(table, answer);
            table.Emit(samples);
        }

        Golden.Check(name, Exposed.Text(samples));
    }
}
