using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>
/// The machine's file systems are where the configuration says: a volume that was not mounted would otherwise look like a machine
/// without anything. What is not written is taken as it is.
/// </summary>
internal sealed class NodeRootsValidator(Surroundings around) : IValidator
{
    public void Check(AgentConfig config, Problems problems)
    {
        var node = config.Collectors.Node;
        if (!node.Enabled || around.IsFolder is not { } isFolder)
            return;
        foreach (var (key, path) in new[] { ("procfs", node.Procfs), ("sysfs", node.Sysfs), ("rootfs", node.Rootfs) })
        {
            if (problems.Has($"{PollSections.Node}.{key}") && !isFolder(path))
                problems.Report($"{PollSections.Node}.{key}", $"must be a folder, and {Quote.Text(path)} is none here");
        }
    }
}
