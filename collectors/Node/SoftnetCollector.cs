using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What every CPU did with the packets that came in, from <c>/proc/net/softnet_stat</c> (net/core/net-procfs.c).</summary>
internal sealed class SoftnetCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/softnet_stat");

    /// <summary>In the kernel's order; null is a column that means nothing any more.</summary>
    static readonly Family?[] Columns =
    [
        Families.Counter("node_softnet_processed_total", "Packets that the CPU has taken from the network devices.", "cpu"),
        Families.Counter("node_softnet_dropped_total", "Packets dropped because the CPU's queue was full.", "cpu"),
        Families.Counter("node_softnet_times_squeezed_total", "Times that the CPU had to stop with packets left, for its budget or its time was used up.", "cpu"),
        null,
        null,
        null,
        null,
        null,
        Families.Counter("node_softnet_cpu_collision_total", "Collisions over a device's lock while sending; always 0 since Linux 4.8.", "cpu"),
        Families.Counter("node_softnet_received_rps_total", "Times that another CPU has woken this one to take packets.", "cpu"),
        Families.Counter("node_softnet_flow_limit_count_total", "Packets dropped because one flow had too large a share of a queue that was filling.", "cpu"),
        Families.Gauge("node_softnet_backlog_len", "Packets that wait in the CPU's queue.", "cpu"),
    ];

    /// <summary>Since ever; the others came with 2.6.35 to 5.10.</summary>
    const int Fewest = 9;

    /// <summary>The column with the CPU's number. Before 5.10 there was none, and every line was the next CPU that is online.</summary>
    const int Number = 12;

    readonly string path = files.Net("softnet_stat");
    readonly NumberTexts cpus = new();

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc(path, samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> softnet)
    {
        var lines = new Lines(softnet);
        for (var row = 0; lines.Next(out var line); row++)
            lines.Count(TryEmit(samples, line, row));
        lines.Report(samples, "/proc/net/softnet_stat");
    }

    bool TryEmit(Samples samples, ReadOnlySpan<byte> line, int row)
    {
        var fields = new Fields(line);
        Span<ulong> numbers = stackalloc ulong[Number + 1];
        var count = 0;
        for (; count < numbers.Length && fields.More; count++)
        {
            if (!fields.Hexadecimal(out numbers[count]))
                return false;
        }

        var cpu = count > Number ? numbers[Number] : (ulong)row;
        if (count < Fewest || cpu >= CpuRatchet.MaxCpus)
            return false;
        for (var i = 0; i < Math.Min(count, Columns.Length); i++)
        {
            if (Columns[i] is { } family)
                samples.Add(family, numbers[i], cpus[(int)cpu]);
        }

        return true;
    }
}
