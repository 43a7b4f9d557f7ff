using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Container;

/// <summary>Which cgroups a target of the configuration names: looked up in every poll, built again only when they are others.</summary>
internal interface ICgroupFinder
{
    /// <summary>What is sought, for the log.</summary>
    string Description { get; }

    /// <summary>The cgroups there are now.</summary>
    IReadOnlyList<Cgroup> Find();
}

/// <summary>The cgroup of a process: its own, if the process is this one.</summary>
/// <param name="processes">The process at this moment: the part of a path below procfs, or null.</param>
/// <param name="ownSysfs">Where this process's own sysfs is; null for another's cgroup.</param>
internal sealed class ProcessCgroup(NodeFiles files, string name, string description, Func<string?> processes, string? ownSysfs = null) : ICgroupFinder
{
    byte[] known = [];
    string? knownProcess;
    IReadOnlyList<Cgroup> found = [];

    public string Description => description;

    public IReadOnlyList<Cgroup> Find()
    {
        if (processes() is not { } process || !NodeFiles.TryReadOptional(files.Proc($"{process}/cgroup"), out var file))
            return Forget();
        using (file)
        {
            if (process == knownProcess && file.Text.SequenceEqual(known) && (found.Count == 0 || Directory.Exists(found[0].Directory)))
                return found;
            (known, knownProcess) = (file.Text.ToArray(), process);
        }

        var cgroup = Locate(CgroupMembership.Parse(known), process);
        return found = cgroup is null ? [] : [cgroup];
    }

    IReadOnlyList<Cgroup> Forget()
    {
        (known, knownProcess) = ([], null);
        return found = [];
    }

    /// <summary>
    /// In the hierarchies that the configuration names; else as the process itself sees them, which takes the same user or
    /// CAP_SYS_PTRACE for another's. A sidecar sees its peer's cgroup only there.
    /// </summary>
    Cgroup? Locate(CgroupMembership membership, string process) =>
        new CgroupTree(files.Config.Sysfs).Find(membership, name, isOwn: ownSysfs is not null)
        ?? (ownSysfs is null
            ? new CgroupTree(files.Proc($"{process}/root/sys")).Find("/", name)
            : new CgroupTree(ownSysfs).Find(membership, name, isOwn: true));
}

/// <summary>Cgroups by their paths, in which * and ? stand for parts of names.</summary>
internal sealed class CgroupsByPath(NodeFiles files, string name, string description, IReadOnlyList<string> patterns) : ICgroupFinder
{
    Dictionary<string, Cgroup> known = [];

    public string Description => description;

    /// <summary>A systemd unit: in a slice, in a slice in a slice, or a user's own.</summary>
    internal static CgroupsByPath Unit(NodeFiles files, string name, string unit) => new(files, name, $"unit {unit}",
    [
        $"*.slice/{unit}",
        $"*.slice/*.slice/{unit}",
        $"*.slice/*.slice/*.slice/{unit}",
        $"user.slice/user-*.slice/user@*.service/*.slice/{unit}",
    ]);

    public IReadOnlyList<Cgroup> Find()
    {
        var tree = new CgroupTree(files.Config.Sysfs);
        var paths = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var root in tree.NamedRoots)
        {
            foreach (var pattern in patterns)
                Match(root, "", pattern.Trim('/').Split('/'), paths);
        }

        var now = new Dictionary<string, Cgroup>();
        foreach (var path in paths)
        {
            if ((known.TryGetValue(path, out var cgroup) && Directory.Exists(cgroup.Directory) ? cgroup : tree.Find(path, name)) is { } one)
                now.Add(path, one);
        }

        known = now;
        return [.. now.Values];
    }

    static void Match(string root, string path, ReadOnlySpan<string> pattern, SortedSet<string> paths)
    {
        if (pattern.IsEmpty)
        {
            paths.Add(path);
            return;
        }

        if (!pattern[0].AsSpan().ContainsAny('*', '?'))
        {
            if (Directory.Exists(Path.Join(root, path, pattern[0])))
                Match(root, $"{path}/{pattern[0]}", pattern[1..], paths);
            return;
        }

        try
        {
            foreach (var directory in Directory.EnumerateDirectories(Path.Join(root, path)))
            {
                var child = Path.GetFileName(directory);
                // A backslash is part of systemd's names, not an escape.
                if (FileSystemName.MatchesSimpleExpression(pattern[0].Replace(@"\", @"\\", StringComparison.Ordinal), child, ignoreCase: false))
                    Match(root, $"{path}/{child}", pattern[1..], paths);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone while it was walked, or not ours to walk.
        }
    }
}

/// <summary>Makes the finder for a target.</summary>
static class CgroupFinder
{
    internal static ICgroupFinder Own(NodeFiles files, string name, string ownSysfs = "/sys") =>
        new ProcessCgroup(files, name, "this process", () => "self", ownSysfs);

    internal static ICgroupFinder Of(NodeFiles files, ContainerTarget target) =>
        target.Unit.Length > 0 ? CgroupsByPath.Unit(files, target.Name, target.Unit)
        : target.Cgroup.Length > 0 ? new CgroupsByPath(files, target.Name, $"cgroup {target.Cgroup}", [target.Cgroup])
        : target.Pid is { } pid ? new ProcessCgroup(files, target.Name, $"process {pid}", () => pid.ToString(CultureInfo.InvariantCulture))
        : new ProcessCgroup(files, target.Name, $"a process called {target.Comm}", () => ByName(files, Encoding.UTF8.GetBytes(target.Comm)));

    /// <summary>The oldest process of that name, as far as numbers tell.</summary>
    static string? ByName(NodeFiles files, byte[] comm)
    {
        var reader = new PseudoReader();
        return (from directory in Directory.EnumerateDirectories(files.Proc(""))
                let process = Path.GetFileName(directory)
                where char.IsAsciiDigit(process[0])
                    && reader.TryRead(Encoding.UTF8.GetBytes(directory), "comm"u8, out var text) && text.TrimEnd((byte)'\n').SequenceEqual(comm.AsSpan(0, Math.Min(comm.Length, 15)))
                orderby process.Length, process
                select process).FirstOrDefault();
    }
}
