using MetricsAgent.Collectors.Node;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Collectors.Container;

/// <summary>
/// Cgroups of version 2 that come and go. Root mounts the kernel's own, which every machine has, whichever version it uses; for
/// anybody else they are directories like them.
/// </summary>
internal sealed class LivingCgroups : IDisposable
{
    readonly string sysfs = Directory.CreateTempSubdirectory("metrics-agent-cgroups-").FullName;
    readonly bool areReal;

    internal LivingCgroups()
    {
        Directory.CreateDirectory(Root);
        areReal = Environment.IsPrivilegedProcess && Run("mount", "-t", "cgroup2", "none", Root);
        if (!areReal)
            File.WriteAllText($"{Root}/cgroup.controllers", "");
    }

    internal NodeFiles Files => new(new NodeConfig { Sysfs = sysfs });

    string Root => $"{sysfs}/fs/cgroup";

    internal void Make(string name)
    {
        if (areReal)
        {
            Directory.CreateDirectory($"{Root}/{name}");
            return;
        }

        var aside = Directory.CreateDirectory($"{sysfs}/aside").FullName;
        foreach (var (file, text) in new[] { ("cgroup.events", "populated 0\n"), ("cgroup.procs", ""), ("cpu.stat", "usage_usec 0\nuser_usec 0\nsystem_usec 0\n") })
            File.WriteAllText($"{aside}/{file}", text);
        Directory.Move(aside, $"{Root}/{name}");
    }

    internal void Remove(string name) => Directory.Delete($"{Root}/{name}", recursive: !areReal);

    /// <summary>Nothing that is real is deleted with its content.</summary>
    public void Dispose()
    {
        if (areReal && !Run("umount", Root))
            throw new IOException($"{Root} is still mounted");
        if (areReal)
            Directory.Delete(Root);
        Directory.Delete(sysfs, recursive: true);
    }

    static bool Run(string program, params string[] arguments) => Command.RunAsync(program, arguments).GetAwaiter().GetResult().ExitCode == 0;
}
