using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Boot time and the kernel's own counts of interrupts, context switches and tasks, from <c>/proc/stat</c> (proc_stat(5)).</summary>
internal sealed class StatCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/stat");

    static readonly Family BootTime = Families.Gauge("node_boot_time_seconds", "When the machine was booted, in seconds since 1970.");
    static readonly Family ContextSwitches = Families.Counter("node_context_switches_total", "Times that a CPU went from one task to another.");
    static readonly Family Forks = Families.Counter("node_forks_total", "Tasks created since boot: processes and threads.");
    static readonly Family Interrupts = Families.Counter("node_intr_total", "Interrupts serviced since boot.");
    static readonly Family Running = Families.Gauge("node_procs_running", "Tasks that run or wait for a CPU.");
    static readonly Family Blocked = Families.Gauge("node_procs_blocked", "Tasks that wait for a disk or a network filesystem.");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("stat", samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, ReadOnlySpan<byte> stat)
    {
        var lines = new Lines(stat);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            if (Of(fields.Next()) is not { } family)
                continue;
            if (fields.Integer(out var value))
            {
                lines.Good();
                samples.Add(family, value);
            }
            else
            {
                lines.Bad();
            }
        }

        lines.Report(samples, "/proc/stat");
    }

    static Family? Of(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("intr"u8) ? Interrupts
        : key.SequenceEqual("ctxt"u8) ? ContextSwitches
        : key.SequenceEqual("btime"u8) ? BootTime
        : key.SequenceEqual("processes"u8) ? Forks
        : key.SequenceEqual("procs_running"u8) ? Running
        : key.SequenceEqual("procs_blocked"u8) ? Blocked
        : null;
}
