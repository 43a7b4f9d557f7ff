using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What the kernel's memory management has done, the fields of <c>/proc/vmstat</c> that the configuration asks for (proc_vmstat(5)).</summary>
internal sealed class VmstatCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/vmstat");

    static readonly FamilyPattern Named = Families.Pattern(
        "node_vmstat_<field>", FamilyKind.Untyped, "The field of that name in /proc/vmstat: events since boot, or a number of pages.");

    /// <summary>Kernels have some two hundred fields; more than this is not a kernel's file.</summary>
    const int MaxFields = 1024;

    readonly Utf8Map<FieldFamily?> fields = Map(new("", files.Config.Vmstat.Fields));

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("vmstat", samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> vmstat)
    {
        var lines = new Lines(vmstat);
        for (var count = 0; lines.Next(out var line); count++)
            lines.Count(count < MaxFields && TryEmit(samples, line));
        lines.Report(samples, "/proc/vmstat");
    }

    bool TryEmit(Samples samples, ReadOnlySpan<byte> line)
    {
        var columns = new Fields(line);
        var name = columns.Next();
        if (!columns.Integer(out var value))
            return false;
        fields[name]?.Add(samples, value);
        return true;
    }

    static Utf8Map<FieldFamily?> Map(Exclusion exclusion) => new(
        name => exclusion.Covers(name) ? null : FieldFamily.Of(Named, $"node_vmstat_{name}", $"{name} in /proc/vmstat."), MaxFields);
}
