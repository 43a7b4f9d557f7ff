using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Tells whether the agent sees the machine's procfs, a container's, or one whose files lxcfs has replaced. A container's own
/// <c>/proc/stat</c> and <c>/proc/meminfo</c> are the machine's; its network and its mounts are its own.
/// </summary>
static class NodeScope
{
    const string Host = "host";
    const string Container = "container";
    const string Lxcfs = "lxcfs";

    /// <summary>The number of the first process namespace is built into the kernel (PROC_PID_INIT_INO).</summary>
    const string FirstPidNamespace = "pid:[4026531836]";

    /// <summary>Container runtimes mount these one by one; nobody else does.</summary>
    static readonly string[] ContainerMounts = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf", "/run/.containerenv", "/.dockerenv"];

    /// <param name="mountinfo">The agent's own; empty where it cannot be read.</param>
    /// <param name="procfs">As it is configured.</param>
    /// <param name="pidNamespace">The agent's, as <c>/proc/self/ns/pid</c> links to it; empty where that cannot be read.</param>
    internal static string Of(ReadOnlySpan<byte> mountinfo, string procfs, string pidNamespace)
    {
        MountTable.Parse(mountinfo, new Samples(), out var mounts);
        var proc = Path.TrimEndingDirectorySeparator(procfs);
        if (mounts.Exists(mount => mount.Type == "fuse.lxcfs" && Name(mount).StartsWith($"{proc}/", StringComparison.Ordinal)))
            return Lxcfs;
        if (proc != "/proc")
            return Host;
        var hasOwnProcesses = pidNamespace.Length > 0 && pidNamespace != FirstPidNamespace;
        return hasOwnProcesses || mounts.Exists(mount => ContainerMounts.Contains(Name(mount))) ? Container : Host;
    }

    static string Name(Mount mount) => Encoding.UTF8.GetString(mount.MountPoint);
}
