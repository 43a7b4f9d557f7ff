using System.Buffers.Text;
using System.Text;
using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Collectors.Container;

/// <summary>
/// Which cgroup a process is in, in every hierarchy: <c>/proc/&lt;pid&gt;/cgroup</c>, one line <c>id:controllers:path</c> each
/// (cgroups(7)). Paths are as seen from the reader's cgroup namespace.
/// </summary>
internal sealed class CgroupMembership
{
    readonly List<(string Controllers, string Path)> hierarchies = [];

    CgroupMembership()
    {
    }

    /// <summary>Lines that are malformed are left out.</summary>
    internal static CgroupMembership Parse(ReadOnlySpan<byte> text)
    {
        var membership = new CgroupMembership();
        var lines = new Lines(text);
        while (lines.Next(out var line))
        {
            if (!Utf8Parser.TryParse(line, out int id, out var used) || id < 0 || used >= line.Length || line[used] != ':')
                continue;
            var rest = line[(used + 1)..];
            var colon = rest.IndexOf((byte)':');
            if (colon >= 0 && colon + 1 < rest.Length && rest[colon + 1] == '/')
                membership.hierarchies.Add((Encoding.UTF8.GetString(rest[..colon]), Encoding.UTF8.GetString(rest[(colon + 1)..])));
        }

        return membership;
    }

    /// <summary>The path in a controller's hierarchy, or null.</summary>
    /// <param name="controller"><c>memory</c>, <c>name=systemd</c>; empty is version 2.</param>
    internal string? Path(string controller)
    {
        foreach (var (controllers, path) in hierarchies)
        {
            if (controllers == controller || controllers.Split(',').Contains(controller))
                return path;
        }

        return null;
    }
}
