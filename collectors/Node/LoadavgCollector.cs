using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Runnable and uninterruptible tasks, averaged by the kernel, from <c>/proc/loadavg</c> (proc_loadavg(5)).</summary>
internal sealed class LoadavgCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/loadavg");

    static readonly Family Load1 = Families.Gauge("node_load1", "Tasks running or waiting for CPU or disk, averaged over 1 minute.");
    static readonly Family Load5 = Families.Gauge("node_load5", "Tasks running or waiting for CPU or disk, averaged over 5 minutes.");
    static readonly Family Load15 = Families.Gauge("node_load15", "Tasks running or waiting for CPU or disk, averaged over 15 minutes.");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc("loadavg", samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, ReadOnlySpan<byte> loadavg)
    {
        var fields = new Fields(loadavg);
        if (fields.Number(out var load1) && fields.Number(out var load5) && fields.Number(out var load15))
        {
            samples.Add(Load1, load1);
            samples.Add(Load5, load5);
            samples.Add(Load15, load15);
        }
        else
        {
            samples.Unavailable(Reason.Malformed, "/proc/loadavg does not begin with three numbers");
        }
    }
}
