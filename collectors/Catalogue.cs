using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Collectors.Self;

namespace MetricsAgent.Collectors;

/// <summary>The table of contents: every collector, one line each. A collector that is not in here does not exist.</summary>
public static class Catalogue
{
    /// <summary>The collector that reports on all the others.</summary>
    public const string Report = "self.agent";

    internal static readonly NodeEntry[] Node =
    [
        new("node.loadavg", LoadavgCollector.Families, files => new LoadavgCollector(files)),
    ];

    internal static readonly PostgresEntry[] Postgres =
    [
        new("postgres.activity", ActivityQuery.Families, () => new ActivityQuery()),
        new("postgres.connections", ConnectionsQuery.Families, () => new ConnectionsQuery()),
        new("postgres.database", DatabaseQuery.Families, () => new DatabaseQuery()),
        new("postgres.instance", InstanceQuery.Families, () => new InstanceQuery()),
        new("postgres.locks", LocksQuery.Families, () => new LocksQuery()),
        new("postgres.settings", SettingsQuery.Families, () => new SettingsQuery()),
    ];

    internal static readonly StatementsEntry PostgresStatements = new("postgres.statements", StatementsCollector.Families);

    internal static readonly SelfEntry[] Self =
    [
        new(Report, AgentCollector.Families, context => new AgentCollector(context.Polls)),
    ];

    /// <summary>Every entry, in the order of the documentation.</summary>
    public static IReadOnlyList<CollectorEntry> All { get; } = [.. Node, .. Postgres, PostgresStatements, .. Self];

    /// <summary>The instances that a configuration asks for, ready to be polled.</summary>
    public static IReadOnlyList<CollectorInstance> Plan(CollectorContext context) =>
    [
        .. NodePlan.Instances(context.Config.Collectors.Node),
        .. PostgresPlan.Instances(context),
        .. SelfPlan.Instances(context),
    ];
}
