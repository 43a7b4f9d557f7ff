using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>Limits and connections of each database, from <c>SHOW DATABASES</c>.</summary>
static class DatabasesTable
{
    internal const string Command = "SHOW DATABASES";

    internal static readonly FamilySet Families = new(Command);

    static readonly string[] Labels = ["name", "host", "port", "database", "force_user", "pool_mode"];

    static readonly ConsoleColumn[] Columns =
    [
        new(Families.Gauge("pgbouncer_databases_pool_size", "Server connections that a pool of the database may have.", Labels), "pool_size"),
        new(Families.Gauge("pgbouncer_databases_min_pool_size", "Server connections that a pool of the database keeps (1.16+).", Labels), "min_pool_size"),
        new(Families.Gauge("pgbouncer_databases_reserve_pool", "Server connections that a pool of the database may have on top while clients wait too long.", Labels), "reserve_pool") { Alias = "reserve_pool_size" },
        new(Families.Gauge("pgbouncer_databases_server_lifetime_seconds", "Age at which a server connection is replaced, in seconds (1.23+).", Labels), "server_lifetime"),
        new(Families.Gauge("pgbouncer_databases_max_connections", "Server connections that the database may have; 0 is without limit.", Labels), "max_connections"),
        new(Families.Gauge("pgbouncer_databases_current_connections", "Server connections that the database has.", Labels), "current_connections"),
        new(Families.Gauge("pgbouncer_databases_max_client_connections", "Client connections that the database may have; 0 is without limit (1.24+).", Labels), "max_client_connections"),
        new(Families.Gauge("pgbouncer_databases_current_client_connections", "Client connections that the database has (1.24+).", Labels), "current_client_connections"),
        new(Families.Gauge("pgbouncer_databases_paused", "1 while the database is paused, else 0.", Labels), "paused"),
        new(Families.Gauge("pgbouncer_databases_disabled", "1 while the database is disabled, else 0.", Labels), "disabled"),
    ];

    internal static ConsoleRows Create() => new(Columns, Labels);
}
