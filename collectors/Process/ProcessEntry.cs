using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Process;

/// <summary>A line of the catalogue: a collector of processes.</summary>
internal sealed record ProcessEntry(string Name, FamilySet Families, Func<ProcessConfig, NodeFiles, ICollector> Create) : CollectorEntry(Name, Families);

/// <summary>The collectors of processes, if a configuration names groups.</summary>
static class ProcessPlan
{
    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Process;
        if (!config.Enabled || config.Groups.Count == 0)
            return [];
        var files = new NodeFiles(context.Config.Collectors.Node);
        return from entry in Catalogue.Process
               select new CollectorInstance(entry.Name, "", entry.Create(config, files), PollSchedule.Of(config, config.MinAge), []);
    }
}
