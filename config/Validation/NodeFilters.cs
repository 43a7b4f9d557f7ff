using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>
/// The pairs of patterns that node_exporter has: what to include, or what to exclude. An include that is written puts the default
/// of its exclude out of force, so that <c>mount_points_include: ^/dev/shm$</c> alone is right.
/// </summary>
internal static class NodeFilters
{
    public static void Settle(AgentConfig config, Problems problems)
    {
        foreach (var pair in Pairs(config.Collectors.Node))
            if (pair.Include.Length > 0 && !problems.Has(pair.ExcludePath))
                pair.Clear();
    }

    public static IEnumerable<Pair> Pairs(NodeConfig node) =>
    [
        new("filesystem.mount_points", node.Filesystem.MountPointsInclude, node.Filesystem.MountPointsExclude, () => node.Filesystem.MountPointsExclude = ""),
        new("filesystem.fs_types", node.Filesystem.FsTypesInclude, node.Filesystem.FsTypesExclude, () => node.Filesystem.FsTypesExclude = ""),
        new("diskstats.device", node.Diskstats.DeviceInclude, node.Diskstats.DeviceExclude, () => node.Diskstats.DeviceExclude = ""),
        new("netdev.device", node.Netdev.DeviceInclude, node.Netdev.DeviceExclude, () => node.Netdev.DeviceExclude = ""),
        new("arp.device", node.Arp.DeviceInclude, node.Arp.DeviceExclude, () => node.Arp.DeviceExclude = ""),
        new("hwmon.chip", node.Hwmon.ChipInclude, node.Hwmon.ChipExclude, () => node.Hwmon.ChipExclude = ""),
        new("hwmon.sensor", node.Hwmon.SensorInclude, node.Hwmon.SensorExclude, () => node.Hwmon.SensorExclude = ""),
    ];

    /// <param name="Name">What the two keys begin with.</param>
    /// <param name="Clear">Makes the exclude empty.</param>
    internal sealed record Pair(string Name, string Include, string Exclude, Action Clear)
    {
        public string IncludePath => $"{PollSections.Node}.{Name}_include";
        public string ExcludePath => $"{PollSections.Node}.{Name}_exclude";
    }
}
