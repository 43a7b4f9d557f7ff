using System.Buffers;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>How the machine's memory is used, every field of <c>/proc/meminfo</c> (proc_meminfo(5)), whichever the kernel has.</summary>
internal sealed class MeminfoCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/meminfo");

    static readonly FamilyPattern Bytes = Families.Pattern(
        "node_memory_<Field>_bytes", FamilyKind.Gauge, "The field of that name in /proc/meminfo, in bytes; Active(anon) is Active_anon.");

    static readonly FamilyPattern Pages = Families.Pattern(
        "node_memory_<Field>", FamilyKind.Gauge, "The field of that name in /proc/meminfo that has no unit: a number of huge pages.");

    /// <summary>Kernels have some sixty fields; more than this is not a kernel's file.</summary>
    const int MaxFields = 256;

    static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_()"u8);

    readonly Utf8Map<Field> fields = new(name => new(name), MaxFields);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("meminfo", samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> meminfo)
    {
        var lines = new Lines(meminfo);
        for (var count = 0; lines.Next(out var line); count++)
            lines.Count(count < MaxFields && TryEmit(samples, line));
        lines.Report(samples, "/proc/meminfo");
    }

    bool TryEmit(Samples samples, ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(NameBytes))
            return false;

        var rest = new Fields(line[(colon + 1)..]);
        if (!rest.Integer(out var value))
            return false;

        var unit = rest.Next();
        var inKilobytes = unit.SequenceEqual("kB"u8);
        if (!inKilobytes && !unit.IsEmpty)
            return false;

        samples.Add(fields[line[..colon]].Family(samples, inKilobytes), inKilobytes ? value * 1024d : value);
        return true;
    }

    /// <summary>The family of one field, opened when the first poll meets it.</summary>
    sealed class Field(string name)
    {
        Family? bytes;
        Family? pages;

        internal Family Family(Samples samples, bool inKilobytes) =>
            inKilobytes
                ? bytes ??= Open(samples, Bytes, $"{name} in /proc/meminfo, in bytes.")
                : pages ??= Open(samples, Pages, $"{name} in /proc/meminfo.");

        Family Open(Samples samples, FamilyPattern pattern, string help)
        {
            var plain = name.Replace("(", "_", StringComparison.Ordinal).Replace(")", "", StringComparison.Ordinal);
            return samples.Open(pattern.Kind, pattern.Name.Replace("<Field>", plain, StringComparison.Ordinal), help);
        }
    }
}
