using System.Buffers.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// How long tasks ran and how long they waited for their turn on every CPU, from <c>/proc/schedstat</c>
/// (Documentation/scheduler/sched-stats.rst). Only kernels that were built with CONFIG_SCHEDSTATS have it.
/// </summary>
internal sealed class SchedstatCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/schedstat");

    static readonly Family Running = Families.Counter("node_schedstat_running_seconds_total", "Time that tasks have run on a CPU, in seconds.", "cpu");
    static readonly Family Waiting = Families.Counter("node_schedstat_waiting_seconds_total", "Time that tasks which could have run have waited for a CPU, in seconds.", "cpu");
    static readonly Family Timeslices = Families.Counter("node_schedstat_timeslices_total", "Time slices that tasks have been given on a CPU.", "cpu");

    const double NanosecondsPerSecond = 1e9;

    readonly string path = files.Proc("schedstat");
    readonly NumberTexts cpus = new();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (NodeFiles.TryReadOptional(path, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> schedstat)
    {
        var lines = new Lines(schedstat);
        while (lines.Next(out var line))
        {
            if (line.StartsWith("cpu"u8))
                lines.Count(TryEmit(samples, line["cpu".Length..]));
        }

        lines.Report(samples, "/proc/schedstat");
    }

    /// <summary>The last three of nine numbers.</summary>
    bool TryEmit(Samples samples, ReadOnlySpan<byte> line)
    {
        var fields = new Fields(line);
        var name = fields.Next();
        if (!Utf8Parser.TryParse(name, out int cpu, out var used) || used != name.Length || cpu is < 0 or >= CpuRatchet.MaxCpus)
            return false;
        for (var i = 0; i < 6; i++)
        {
            if (!fields.Integer(out _))
                return false;
        }

        if (!fields.Integer(out var running) || !fields.Integer(out var waiting) || !fields.Integer(out var slices))
            return false;
        samples.Add(Running, running / NanosecondsPerSecond, cpus[cpu]);
        samples.Add(Waiting, waiting / NanosecondsPerSecond, cpus[cpu]);
        samples.Add(Timeslices, slices, cpus[cpu]);
        return true;
    }
}
