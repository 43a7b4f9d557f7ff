using System.Text;
using MetricsAgent.Collectors.Container;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Container;

/// <summary>Recorded cgroup trees: <c>tests/fixtures/container/&lt;name&gt;/{proc,sys}</c>.</summary>
internal static class CgroupFixture
{
    /// <summary>A cgroup of version 2, of no files.</summary>
    internal static readonly Cgroup Any = Cgroup.Unified("/a", "a", "/nowhere/a", "/nowhere");

    internal static NodeFiles Files(string tree) => FixtureTree.Files($"../container/{tree}");

    /// <summary>The agent's own cgroup.</summary>
    internal static ContainerCollector Own(string tree, params ICgroupPart[] parts) =>
        Collector(Files(tree), CgroupFinder.Own(Files(tree), "self", ownSysfs: "/nowhere"), isRequired: false, parts);

    internal static ContainerCollector Target(string tree, ContainerTarget target, params ICgroupPart[] parts) =>
        Collector(Files(tree), CgroupFinder.Of(Files(tree), target), isRequired: true, parts);

    internal static ContainerCollector Collector(NodeFiles files, ICgroupFinder finder, bool isRequired, params ICgroupPart[] parts) =>
        new(finder, parts.Length > 0 ? parts : ContainerPlan.Parts(new(), files, FixedClock.Winter), isRequired);

    internal static string[] Emit(Action<Samples, byte[]> emit, string text) => Emitted.By(samples => emit(samples, Encoding.UTF8.GetBytes(text)));
}
