namespace MetricsAgent.Config.Validation;

/// <summary>The sections that poll, by path.</summary>
internal static class PollSections
{
    public const string Node = "collectors.node";
    public const string Container = "collectors.container";
    public const string Process = "collectors.process";
    public const string Postgres = "collectors.postgres";
    public const string PgBouncer = "collectors.pgbouncer";
    public const string Probe = "collectors.probe";
    public const string Scrape = "collectors.scrape";

    public static IEnumerable<(string Path, PollConfig Section)> All(CollectorsConfig collectors) =>
    [
        (Node, collectors.Node),
        (Container, collectors.Container),
        (Process, collectors.Process),
        (Postgres, collectors.Postgres),
        ($"{Postgres}.active_sessions", collectors.Postgres.ActiveSessions),
        ($"{Postgres}.statements", collectors.Postgres.Statements),
        ($"{Postgres}.databases", collectors.Postgres.Databases),
        (PgBouncer, collectors.PgBouncer),
        (Probe, collectors.Probe),
        (Scrape, collectors.Scrape),
        ("collectors.self", collectors.Self),
    ];

    public static IEnumerable<(string Path, T Target)> Targets<T>(string section, IEnumerable<T> targets) =>
        targets.Select((target, index) => ($"{section}.targets[{index}]", target));
}
