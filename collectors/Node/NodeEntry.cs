using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>A line of the catalogue: a collector of the machine.</summary>
internal sealed record NodeEntry(string Name, FamilySet Families, Func<NodeFiles, TimeProvider, ICollector> Create) : CollectorEntry(Name, Families);

/// <summary>Which node collectors a configuration asks for.</summary>
static class NodePlan
{
    internal static IEnumerable<CollectorInstance> Instances(NodeConfig config, TimeProvider clock)
    {
        if (!config.Enabled)
            return [];
        var files = new NodeFiles(config);
        var schedule = PollSchedule.Of(config, config.MinAge);
        return from entry in Catalogue.Node
               where !config.Disable.Contains(entry.Name["node.".Length..])
               select new CollectorInstance(entry.Name, "", entry.Create(files, clock), schedule, []);
    }
}
