using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Container;

/// <summary>One target of the configuration: its cgroups, and what every controller says about them.</summary>
/// <param name="isRequired">Not to find any is worth reporting. Most machines have no cgroup of the agent's own, which is no fault.</param>
internal sealed class ContainerCollector(ICgroupFinder finder, IReadOnlyList<ICgroupPart> parts, bool isRequired) : ICollector
{
    readonly PseudoReader reader = new();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var cgroups = finder.Find();
        if (cgroups.Count == 0 && isRequired)
            samples.Unavailable(Reason.NotFound, $"{finder.Description} has no cgroup that can be seen from here");
        foreach (var cgroup in cgroups)
        {
            foreach (var part in parts)
                part.Read(cgroup, reader, samples);
            if (!Directory.Exists(cgroup.Directory))
                samples.Unavailable("cgroup", Reason.NotFound, $"the cgroup {cgroup.Id} ended while it was read");
        }

        return ValueTask.CompletedTask;
    }
}
