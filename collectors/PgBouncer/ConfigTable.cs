using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>The limits that hold for all databases, from <c>SHOW CONFIG</c>.</summary>
static class ConfigTable
{
    internal const string Command = "SHOW CONFIG";

    internal static readonly FamilySet Families = new(Command);

    static readonly ConsoleColumn[] Columns =
    [
        new(Families.Gauge("pgbouncer_config_max_client_connections", "Client connections that PgBouncer accepts."), "max_client_conn"),
        new(Families.Gauge("pgbouncer_config_max_user_connections", "Server connections that a user may have; 0 is without limit."), "max_user_connections"),
    ];

    internal static ConsoleFacts Create() => new(Columns);
}
