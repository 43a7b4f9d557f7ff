namespace MetricsAgent.Collectors.Container;

/// <summary>
/// The hierarchies below <c>/sys/fs/cgroup</c>: one in version 2, one for each controller or pair of them in version 1, both in a
/// hybrid (Documentation/admin-guide/cgroup-v2.rst, cgroup-v1/).
/// </summary>
internal sealed class CgroupTree
{
    /// <summary>The controllers that something is read from.</summary>
    internal static readonly string[] Controllers = ["memory", "cpu", "cpuacct", "cpuset", "blkio", "pids"];

    readonly Dictionary<string, string> mounts = [];

    /// <param name="sysfs">Where sysfs is mounted: <c>/sys</c>.</param>
    internal CgroupTree(string sysfs)
    {
        Root = Path.Join(sysfs, "fs/cgroup");
        IsUnified = File.Exists(Path.Join(Root, "cgroup.controllers"));
        if (IsUnified || !System.IO.Directory.Exists(Root))
            return;
        foreach (var mount in System.IO.Directory.EnumerateDirectories(Root).Order(StringComparer.Ordinal))
        {
            // Controllers that are mounted together: cpu,cpuacct.
            foreach (var controller in Path.GetFileName(mount).Split(','))
                mounts.TryAdd(controller, mount);
        }
    }

    internal string Root { get; }

    /// <summary>Version 2 only.</summary>
    internal bool IsUnified { get; }

    internal bool Exists => IsUnified || mounts.Count > 0;

    /// <summary>Where to look for a cgroup by its name: all hierarchies that know names.</summary>
    internal IEnumerable<string> NamedRoots =>
        IsUnified ? [Root] : from name in (string[])["systemd", "memory", "cpu", "unified"] where mounts.ContainsKey(name) select mounts[name];

    /// <summary>The cgroup that a process is in; null where it cannot be seen, or is no cgroup of its own but the machine.</summary>
    /// <param name="isOwn">The process is this one, so that a hierarchy without its path begins at it: containers mount them like that.</param>
    internal Cgroup? Find(CgroupMembership membership, string name, bool isOwn = false) => Find(membership.Path, name, isOwn);

    /// <summary>The cgroup of that path, the same in every hierarchy.</summary>
    internal Cgroup? Find(string path, string name) => Find(_ => path, name, isOwn: false);

    Cgroup? Find(Func<string, string?> pathOf, string name, bool isOwn)
    {
        if (IsUnified)
        {
            return pathOf("") is { } whole && LocateUnified(Root, whole, isOwn) is { } found
                ? Cgroup.Unified(Id(whole, name), name, found, Root)
                : null;
        }

        var id = "";
        var directories = new Dictionary<string, string>();
        foreach (var controller in Controllers)
        {
            if (!mounts.TryGetValue(controller, out var mount) || pathOf(controller) is not { } path || Locate(mount, path, isOwn) is not { } directory)
                continue;
            directories.Add(controller, directory);
            if (id.Length == 0)
                id = Id(path, name);
        }

        // A hybrid mounts version 2 aside: pressure is there only, and CPU time even where cpuacct has the whole machine's.
        var unified = mounts.TryGetValue("unified", out var aside) && pathOf("") is { } beside ? LocateUnified(aside, beside, isOwn: false) : null;
        return directories.Count == 0 ? null : Cgroup.Split(id, name, directories, mounts, unified);
    }

    // The root limits and counts nothing but the machine. A container's own cgroup is mounted as if it were the root, with or without
    // a cgroup namespace, so what tells is not the path but the files: cgroup.events is in every cgroup of version 2 but the root,
    // release_agent only in the roots of version 1.
    static string? LocateUnified(string mount, string path, bool isOwn) =>
        Directory(mount, path, isOwn) is { } directory && File.Exists(Path.Join(directory, "cgroup.events")) ? directory : null;

    static string? Locate(string mount, string path, bool isOwn) =>
        Directory(mount, path, isOwn) is { } directory && !File.Exists(Path.Join(directory, "release_agent")) ? directory : null;

    static string? Directory(string mount, string path, bool isOwn)
    {
        var directory = Path.TrimEndingDirectorySeparator(Path.Join(mount, path));
        // A path that climbs is outside of this namespace.
        if (!path.StartsWith("/..", StringComparison.Ordinal) && System.IO.Directory.Exists(directory))
            return directory;
        return isOwn && System.IO.Directory.Exists(mount) ? mount : null;
    }

    /// <summary>In a namespace the path is a mere slash, which for dashboards is the whole machine.</summary>
    static string Id(string path, string name) => path == "/" ? $"/{name}" : path;
}
