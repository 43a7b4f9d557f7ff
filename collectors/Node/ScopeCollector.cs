using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Whose numbers the node collectors show, from the agent's own mounts and process namespace: see <see cref="NodeScope"/>.</summary>
internal sealed class ScopeCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/self/mountinfo, /proc/self/ns/pid");

    static readonly Family Scope = Families.Info(
        "agent_scope_info", "What the node_* numbers describe: host is the machine; container is the machine's CPU and memory, but the container's own network, mounts "
        + "and processes; lxcfs is the container's CPU and memory as well.", "scope");

    string? scope;

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        // A container cannot be left.
        scope ??= Find();
        samples.AddInfo(Scope, scope);
        return ValueTask.CompletedTask;
    }

    string Find()
    {
        var pidNamespace = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";
        if (!NodeFiles.TryReadOptional("/proc/self/mountinfo", out var file))
            return NodeScope.Of([], files.Config.Procfs, pidNamespace);
        using (file)
            return NodeScope.Of(file.Text, files.Config.Procfs, pidNamespace);
    }
}
