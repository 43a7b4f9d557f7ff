using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>How many there are of what PgBouncer keeps in memory, from <c>SHOW LISTS</c>.</summary>
static class ListsTable
{
    internal const string Command = "SHOW LISTS";

    internal static readonly FamilySet Families = new(Command);

    static readonly ConsoleColumn[] Columns =
    [
        new(Families.Gauge("pgbouncer_databases", "Databases."), "databases"),
        new(Families.Gauge("pgbouncer_users", "Users."), "users"),
        new(Families.Gauge("pgbouncer_pools", "Pools."), "pools"),
        new(Families.Gauge("pgbouncer_free_clients", "Places for client connections that are allocated and free."), "free_clients"),
        new(Families.Gauge("pgbouncer_used_clients", "Client connections."), "used_clients"),
        new(Families.Gauge("pgbouncer_login_clients", "Client connections that are logging in."), "login_clients"),
        new(Families.Gauge("pgbouncer_free_servers", "Places for server connections that are allocated and free."), "free_servers"),
        new(Families.Gauge("pgbouncer_used_servers", "Server connections."), "used_servers"),
        new(Families.Gauge("pgbouncer_cached_dns_names", "DNS names in the cache."), "dns_names"),
        new(Families.Gauge("pgbouncer_cached_dns_zones", "DNS zones in the cache."), "dns_zones"),
        new(Families.Gauge("pgbouncer_in_flight_dns_queries", "DNS queries that are not answered yet."), "dns_queries"),
    ];

    internal static ConsoleFacts Create() => new(Columns);
}
