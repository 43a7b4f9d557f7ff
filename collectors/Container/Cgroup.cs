using System.Text;

namespace MetricsAgent.Collectors.Container;

/// <summary>One cgroup: its labels, and the directories that its files are in, as UTF-8 and null where a controller is not there.</summary>
internal sealed class Cgroup
{
    Cgroup(string id, string name) => (Id, Name) = (id, name);

    /// <summary>Label <c>id</c>: the path in the hierarchy.</summary>
    internal string Id { get; }

    /// <summary>Label <c>name</c>: what the configuration calls it.</summary>
    internal string Name { get; }

    /// <summary>Version 2, whose files are named differently.</summary>
    internal bool IsUnified { get; private init; }

    /// <summary>When the cgroup was made, as near as sysfs tells; null when it ended before that could be read.</summary>
    internal DateTime? Started { get; private init; }

    internal byte[]? Memory { get; private init; }
    internal byte[]? Cpu { get; private init; }
    internal byte[]? CpuAccounting { get; private init; }
    internal byte[]? CpuSet { get; private init; }
    internal byte[]? Io { get; private init; }
    internal byte[]? Tasks { get; private init; }

    /// <summary>In version 2, or in what a hybrid mounts of it: pressure, and CPU time without any controller (Linux 4.15+).</summary>
    internal byte[]? InUnified { get; private init; }

    /// <summary>Those around it that can be seen: their limits hold, too.</summary>
    internal IReadOnlyList<byte[]> MemoryAncestors { get; private init; } = [];

    /// <inheritdoc cref="MemoryAncestors"/>
    internal IReadOnlyList<byte[]> CpuAncestors { get; private init; } = [];

    /// <summary>A directory that is there as long as the cgroup is.</summary>
    internal required string Directory { get; init; }

    /// <summary>Version 2.</summary>
    internal static Cgroup Unified(string id, string name, string directory, string root)
    {
        var files = Encoding.UTF8.GetBytes(directory);
        var ancestors = Ancestors(directory, root);
        return new(id, name)
        {
            IsUnified = true,
            Directory = directory,
            Started = Oldest([directory], "cgroup.events"),
            Memory = files,
            Cpu = files,
            CpuAccounting = files,
            CpuSet = files,
            Io = files,
            Tasks = files,
            InUnified = files,
            MemoryAncestors = ancestors,
            CpuAncestors = ancestors,
        };
    }

    /// <summary>Version 1.</summary>
    /// <param name="directories">By controller.</param>
    /// <param name="mounts">By controller.</param>
    /// <param name="unified">Its cgroup in a hybrid's version 2.</param>
    internal static Cgroup Split(
        string id, string name, Dictionary<string, string> directories, Dictionary<string, string> mounts, string? unified)
    {
        byte[]? Files(string controller) => directories.TryGetValue(controller, out var path) ? Encoding.UTF8.GetBytes(path) : null;

        return new(id, name)
        {
            Directory = directories.Values.First(),
            Started = Oldest(directories.Values, "cgroup.clone_children"),
            Memory = Files("memory"),
            Cpu = Files("cpu"),
            CpuAccounting = Files("cpuacct"),
            CpuSet = Files("cpuset"),
            Io = Files("blkio"),
            Tasks = Files("pids"),
            InUnified = unified is null ? null : Encoding.UTF8.GetBytes(unified),
            CpuAncestors = directories.TryGetValue("cpu", out var cpu) ? Ancestors(cpu, mounts["cpu"]) : [],
        };
    }

    static List<byte[]> Ancestors(string directory, string root)
    {
        List<byte[]> above = [];
        for (var path = directory; path.Length > root.Length && Path.GetDirectoryName(path) is { } parent && parent.Length >= root.Length; path = parent)
            above.Add(Encoding.UTF8.GetBytes(parent));
        return above;
    }

    /// <summary>A directory changes when one is made in it, a file in it hardly ever: the older of both.</summary>
    static DateTime? Oldest(IEnumerable<string> directories, string file) =>
        (from path in directories.SelectMany(path => new[] { path, Path.Join(path, file) })
         let written = File.GetLastWriteTimeUtc(path)
         // Long before, not an exception, when there is no such file.
         where written > DateTime.UnixEpoch
         select (DateTime?)written).Min();
}
