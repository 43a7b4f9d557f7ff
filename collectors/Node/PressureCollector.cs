using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Time that work stood still for want of CPU, memory or I/O, from <c>/proc/pressure</c> (Documentation/accounting/psi.rst).</summary>
internal sealed class PressureCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/pressure");

    /// <summary>What each file has of interest: all tasks of a machine never wait for the CPU at once, and interrupts stop all or none.</summary>
    static readonly (string Name, Family? Some, Family? Full)[] Resources =
    [
        ("cpu", Families.Counter("node_pressure_cpu_waiting_seconds_total", "Time that at least one task waited for a CPU, in seconds."), null),
        ("io", Families.Counter("node_pressure_io_waiting_seconds_total", "Time that at least one task waited for I/O, in seconds."),
            Families.Counter("node_pressure_io_stalled_seconds_total", "Time that no task could go on because of I/O, in seconds.")),
        ("memory", Families.Counter("node_pressure_memory_waiting_seconds_total", "Time that at least one task waited for memory, in seconds."),
            Families.Counter("node_pressure_memory_stalled_seconds_total", "Time that no task could go on for want of memory, in seconds.")),
        ("irq", null, Families.Counter("node_pressure_irq_stalled_seconds_total", "Time that no task could go on because of interrupts, in seconds.")),
    ];

    const double MicrosecondsPerSecond = 1e6;

    readonly string[] paths = [.. Resources.Select(resource => files.Proc($"pressure/{resource.Name}"))];

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        var found = 0;
        for (var i = 0; i < paths.Length; i++)
        {
            if (!NodeFiles.TryReadOptional(paths[i], out var file))
                continue;
            found++;
            using (file)
                Emit(samples, i, file.Text);
        }

        // Since 4.20; some distributions leave it off, and the files are not there or cannot be read.
        if (found == 0)
            samples.Unavailable(Reason.Unsupported, "the kernel keeps no pressure stall information; where it can, the boot option psi=1 has it do so");
        return ValueTask.CompletedTask;
    }

    /// <param name="resource">cpu, io, memory, irq.</param>
    internal static void Emit(Samples samples, int resource, ReadOnlySpan<byte> pressure)
    {
        var lines = new Lines(pressure);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            var kind = fields.Next();
            var isSome = kind.SequenceEqual("some"u8);
            var isGood = (isSome || kind.SequenceEqual("full"u8)) && TryTotal(ref fields, out var microseconds) && Add(isSome, microseconds);
            lines.Count(isGood);
        }

        lines.Report(samples, "/proc/pressure");

        bool Add(bool isSome, ulong microseconds)
        {
            if ((isSome ? Resources[resource].Some : Resources[resource].Full) is { } family)
                samples.Add(family, microseconds / MicrosecondsPerSecond);
            return true;
        }
    }

    /// <summary><c>avg10=0.39 avg60=0.37 avg300=0.60 total=15036207</c>.</summary>
    static bool TryTotal(ref Fields fields, out ulong microseconds)
    {
        microseconds = 0;
        for (var field = fields.Next(); !field.IsEmpty; field = fields.Next())
        {
            if (field.StartsWith("total="u8))
                return new Fields(field["total=".Length..]).Integer(out microseconds);
        }

        return false;
    }
}
