using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>A line of the catalogue: what one controller says about a cgroup.</summary>
internal sealed record ContainerEntry(string Name, FamilySet Families, Func<NodeFiles, TimeProvider, ICgroupPart> Create) : CollectorEntry(Name, Families)
{
    public override string PolledBy => Domain;
}

/// <summary>One instance for the agent's own cgroup and one for every target that a configuration names.</summary>
static class ContainerPlan
{
    const string Batch = "container";

    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Container;
        if (!config.Enabled)
            yield break;
        var files = new NodeFiles(context.Config.Collectors.Node);
        if (config.Own.Enabled)
            yield return Instance(config, config.Own.Name, CgroupFinder.Own(files, config.Own.Name), config.Own.Labels, isRequired: false);
        foreach (var target in config.Targets)
            yield return Instance(config, target.Name, CgroupFinder.Of(files, target), target.Labels, isRequired: true);

        CollectorInstance Instance(ContainerConfig config, string name, ICgroupFinder finder, IReadOnlyDictionary<string, string> labels, bool isRequired) =>
            new(Batch, name, new ContainerCollector(finder, Parts(config, files, context.Clock), isRequired), PollSchedule.Of(config, config.MinAge), labels);
    }

    internal static IReadOnlyList<ICgroupPart> Parts(ContainerConfig config, NodeFiles files, TimeProvider clock) =>
    [
        .. from entry in Catalogue.Container
           where !config.Disable.Contains(entry.Name[(Batch.Length + 1)..])
           select entry.Create(files, clock),
    ];
}
