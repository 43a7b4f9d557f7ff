using System.Globalization;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// How often the hardware slowed CPUs down because they were hot, from
/// <c>/sys/devices/system/cpu/cpu*/thermal_throttle</c>. Virtual machines and many architectures have no such files, which is no fault.
/// </summary>
internal sealed class CpuThrottleCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/devices/system/cpu/cpu*/thermal_throttle");

    static readonly Family Core = Families.Counter("node_cpu_core_throttles_total", "Times that a core was slowed down because of its temperature.", "package", "core");

    static readonly Family Package = Families.Counter("node_cpu_package_throttles_total", "Times that a package was slowed down because of its temperature.", "package");

    /// <summary>Sibling threads show the same counter: one file is read for a core, one for a package.</summary>
    readonly Dictionary<(string Package, string? Core), string> counters = [];

    readonly string onlinePath = files.Sys("devices/system/cpu/online");
    byte[] knownCpus = [];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Discover();
        foreach (var ((package, core), path) in counters)
        {
            if (NodeFiles.TryReadNumber(path, out var count))
                Emit(samples, package, core, count);
        }

        return ValueTask.CompletedTask;
    }

    /// <param name="core">Null for the package's own counter.</param>
    internal static void Emit(Samples samples, string package, string? core, ulong count)
    {
        if (core is null)
            samples.Add(Package, count, package);
        else
            samples.Add(Core, count, package, core);
    }

    /// <summary>Looks at the topology again only when CPUs came or went.</summary>
    void Discover()
    {
        if (!NodeFiles.TryReadOptional(onlinePath, out var online))
            return;
        using (online)
        {
            if (online.Text.SequenceEqual(knownCpus))
                return;
            knownCpus = online.Text.ToArray();
            counters.Clear();
            var list = new CpuList(online.Text);
            while (list.Next(out var cpu))
                Discover(cpu);
        }
    }

    void Discover(int cpu)
    {
        if (!Directory.Exists(Cpu(cpu, "thermal_throttle"))
            || !NodeFiles.TryReadNumber(Cpu(cpu, "topology/physical_package_id"), out var package)
            || !NodeFiles.TryReadNumber(Cpu(cpu, "topology/core_id"), out var core))
            return;
        counters.TryAdd((Text(package), Text(core)), Cpu(cpu, "thermal_throttle/core_throttle_count"));
        counters.TryAdd((Text(package), null), Cpu(cpu, "thermal_throttle/package_throttle_count"));
    }

    string Cpu(int cpu, string path) => files.Sys(string.Create(CultureInfo.InvariantCulture, $"devices/system/cpu/cpu{cpu}/{path}"));

    static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);
}
