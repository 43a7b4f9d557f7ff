using System.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>What a poll knows of one filesystem.</summary>
/// <param name="Duration">Of statfs(2): of the last call, or so far of one that has not come back.</param>
internal readonly record struct FilesystemReading(Filesystem Filesystem, StatfsReading Statfs, TimeSpan Duration);

/// <summary>A filesystem that is exposed: its labels, where to ask, and what it last answered.</summary>
/// <param name="mountPoint">As the machine sees it.</param>
/// <param name="path">As this process reaches it; ends in a zero byte.</param>
internal sealed class Filesystem(Mount mount, string mountPoint, byte[] path)
{
    internal Mount Mount { get; } = mount;

    internal string MountPoint { get; } = mountPoint;

    internal byte[] Path { get; } = path;

    /// <summary>Belongs to <see cref="StatfsWorkers"/>, and is touched under its lock only.</summary>
    internal StatfsRequest Request { get; private init; } = new();

    internal (string Device, string MountPoint, string Type) Key => (Mount.Device, MountPoint, Mount.Type);

    /// <summary>The same mount after others came or went: a question that is under way stays the only one.</summary>
    internal Filesystem Continue(Filesystem before) =>
        before.Mount.Id == Mount.Id ? new(Mount, MountPoint, Path) { Request = before.Request } : this;

    /// <summary>What of a machine's mounts is exposed: the topmost of those with the same labels, without the excluded.</summary>
    /// <param name="rootfs">Where the machine's root is mounted.</param>
    /// <param name="withOverlayRoot">Even where overlays are excluded, the agent's own root is not: a container has no other.</param>
    internal static List<Filesystem> Choose(List<Mount> mounts, string rootfs, Exclusion mountPoints, Exclusion types, bool withOverlayRoot = false)
    {
        var root = System.IO.Path.TrimEndingDirectorySeparator(rootfs);
        var prefix = Encoding.UTF8.GetBytes(root == "/" ? "" : root);
        var chosen = new Dictionary<(string, string, string), Filesystem>();
        foreach (var mount in mounts)
        {
            // Asking an automount point about its size would mount it.
            var isOverlayRoot = withOverlayRoot && root == "/" && mount.Type == "overlay" && mount.MountPoint.AsSpan().SequenceEqual("/"u8);
            if (mount.Type == "autofs" || (types.Covers(mount.Type) && !isOverlayRoot))
                continue;

            var local = Strip(mount.MountPoint, prefix);
            var mountPoint = Encoding.UTF8.GetString(local);
            if (mountPoints.Covers(mountPoint))
                continue;

            byte[] path = [.. prefix, .. local, 0];
            var filesystem = new Filesystem(mount, mountPoint, path);
            chosen[filesystem.Key] = filesystem;
        }

        return [.. chosen.Values];
    }

    /// <summary>A procfs without process 1 shows the agent's own mounts: there the machine's root is one of them.</summary>
    static ReadOnlySpan<byte> Strip(ReadOnlySpan<byte> mountPoint, ReadOnlySpan<byte> prefix)
    {
        if (prefix.IsEmpty || !mountPoint.StartsWith(prefix))
            return mountPoint;
        var rest = mountPoint[prefix.Length..];
        return rest.IsEmpty ? "/"u8 : rest[0] == '/' ? rest : mountPoint;
    }
}
