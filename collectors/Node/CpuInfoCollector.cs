using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// The model of every CPU, from <c>/proc/cpuinfo</c> (proc_cpuinfo(5)): off by default, because a CPU's series
/// has ten labels and hardly ever changes. What an architecture does not tell is an empty label.
/// </summary>
internal sealed class CpuInfoCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/cpuinfo");

    static readonly Family Info = Families.Info(
        "node_cpu_info", "Model of a CPU.",
        "package", "core", "cpu", "vendor", "family", "model", "model_name", "microcode", "stepping", "cachesize");

    /// <summary>In the order of the labels.</summary>
    static readonly string[] Keys =
        ["physical id", "core id", "processor", "vendor_id", "cpu family", "model", "model name", "microcode", "stepping", "cache size"];

    const int Number = 2;

    readonly Utf8Map<int> labels = new(key => Array.IndexOf(Keys, key));
    readonly Utf8Map<string> texts = new(text => text);
    readonly string[] facts = new string[Keys.Length];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("cpuinfo", samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>A CPU is a paragraph of lines <c>key : value</c>, of which each architecture has others.</summary>
    internal void Emit(Samples samples, ReadOnlySpan<byte> cpuinfo)
    {
        var lines = new Lines(cpuinfo);
        Begin();
        while (lines.Next(out var line))
        {
            if (line.IsEmpty && facts[Number].Length > 0)
            {
                lines.Good();
                samples.AddInfo(Info, facts);
                Begin();
            }

            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                continue;
            var key = line[..colon].TrimEnd("\t "u8);
            var value = line[(colon + 1)..].Trim((byte)' ');
            if (labels[key] is >= 0 and var label)
                facts[label] = texts[value];
        }

        lines.Report(samples, "/proc/cpuinfo");
    }

    void Begin() => Array.Fill(facts, "");
}
