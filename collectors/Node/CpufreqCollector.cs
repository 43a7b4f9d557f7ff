using System.Text;
using MetricsAgent.Collectors.Process;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// How fast every CPU runs, could run and may run, from <c>/sys/devices/system/cpu/cpu*/cpufreq</c>
/// (Documentation/admin-guide/pm/cpufreq.rst). Most virtual machines do not tell.
/// </summary>
internal sealed class CpufreqCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/sys/devices/system/cpu/cpu*/cpufreq");

    static readonly (byte[] File, Family Family)[] Frequencies =
    [
        ("cpuinfo_cur_freq"u8.ToArray(), Families.Gauge("node_cpu_frequency_hertz", "Frequency of a CPU as the hardware tells it, in hertz; for root only.", "cpu")),
        ("cpuinfo_min_freq"u8.ToArray(), Families.Gauge("node_cpu_frequency_min_hertz", "Lowest frequency that a CPU can have, in hertz.", "cpu")),
        ("cpuinfo_max_freq"u8.ToArray(), Families.Gauge("node_cpu_frequency_max_hertz", "Highest frequency that a CPU can have, in hertz.", "cpu")),
        ("scaling_cur_freq"u8.ToArray(), Families.Gauge("node_cpu_scaling_frequency_hertz", "Frequency of a CPU as the kernel knows it, in hertz.", "cpu")),
        ("scaling_min_freq"u8.ToArray(), Families.Gauge("node_cpu_scaling_frequency_min_hertz", "Lowest frequency that the policy allows a CPU, in hertz.", "cpu")),
        ("scaling_max_freq"u8.ToArray(), Families.Gauge("node_cpu_scaling_frequency_max_hertz", "Highest frequency that the policy allows a CPU, in hertz.", "cpu")),
    ];

    static readonly Family Governor = Families.Gauge("node_cpu_scaling_governor", "1 for the governor that chooses a CPU's frequency, 0 for every other that could.", "cpu", "governor");

    const double Kilohertz = 1000;

    /// <summary>By the real path of its directory: CPUs of one policy have one frequency, and drivers make a reader wait for it.</summary>
    readonly Dictionary<string, Policy> policies = [];

    readonly Utf8Map<string> texts = SysfsDevice.Texts();
    readonly string online = files.Sys("devices/system/cpu/online");
    byte[] knownCpus = [];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Discover();
        foreach (var policy in policies.Values)
        {
            foreach (var (file, family) in Frequencies)
                EmitFrequency(samples, policy, file, family);
            EmitGovernors(samples, policy);
        }

        return ValueTask.CompletedTask;
    }

    static void EmitFrequency(Samples samples, Policy policy, ReadOnlySpan<byte> file, Family family)
    {
        // Some drivers have 0 or less for what they do not know.
        if (!policy.Device.TryRead(file, out var frequency) || frequency <= 0)
            return;
        foreach (var cpu in policy.Cpus)
            samples.Add(family, frequency * Kilohertz, cpu);
    }

    void EmitGovernors(Samples samples, Policy policy)
    {
        var current = policy.Device.Text("scaling_governor"u8, texts);
        if (policy.Device.Read("scaling_available_governors"u8, out var file) != 0)
            return;
        using (file)
        {
            var governors = new Fields(file.Text);
            for (var governor = governors.Next(); !governor.IsEmpty; governor = governors.Next())
            {
                var name = texts[governor];
                foreach (var cpu in policy.Cpus)
                    samples.Add(Governor, name == current ? 1 : 0, cpu, name);
            }
        }
    }

    /// <summary>Looks at the policies again only when CPUs came or went.</summary>
    void Discover()
    {
        if (!NodeFiles.TryReadOptional(online, out var file))
            return;
        using (file)
        {
            if (file.Text.SequenceEqual(knownCpus))
                return;
            knownCpus = file.Text.ToArray();
            policies.Clear();
            var numbers = new NumberTexts();
            var list = new CpuList(file.Text);
            while (list.Next(out var cpu))
                Discover(numbers[cpu]);
        }
    }

    void Discover(string cpu)
    {
        var path = Encoding.UTF8.GetString(ProcDirectory.RealPath(Encoding.UTF8.GetBytes($"{files.Sys($"devices/system/cpu/cpu{cpu}/cpufreq")}\0")));
        if (path.Length == 0)
            return;
        if (!policies.TryGetValue(path, out var policy))
            policies.Add(path, policy = new(new(cpu, path), []));
        policy.Cpus.Add(cpu);
    }

    sealed record Policy(SysfsDevice Device, List<string> Cpus);
}
