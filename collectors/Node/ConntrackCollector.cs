using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>
/// Connections that the firewall follows, from <c>/proc/net/stat/nf_conntrack</c> and <c>/proc/sys/net/netfilter</c>
/// (Documentation/networking/nf_conntrack-sysctl.rst). A machine that follows none has no such files.
/// </summary>
internal sealed class ConntrackCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/stat/nf_conntrack, /proc/sys/net/netfilter");

    static readonly Family Entries = Families.Gauge("node_nf_conntrack_entries", "Connections in the table.");
    static readonly Family Limit = Families.Gauge("node_nf_conntrack_entries_limit", "Connections that the table may hold; packets of others are dropped.");

    /// <summary>In the kernel's order, each the sum of all CPUs; null is a column that is not exposed.</summary>
    static readonly Family?[] Columns =
    [
        null,
        null,
        Families.Gauge("node_nf_conntrack_stat_found", "Searches of the table that found a connection."),
        null,
        Families.Gauge("node_nf_conntrack_stat_invalid", "Packets that belong to no connection and can begin none."),
        Families.Gauge("node_nf_conntrack_stat_ignore", "Packets that were not looked up because their connection was known."),
        null,
        null,
        Families.Gauge("node_nf_conntrack_stat_insert", "Connections put into the table."),
        Families.Gauge("node_nf_conntrack_stat_insert_failed", "Connections that could not be put into the table, for another packet's was there already."),
        Families.Gauge("node_nf_conntrack_stat_drop", "Packets dropped because the table was full or a helper wanted it."),
        Families.Gauge("node_nf_conntrack_stat_early_drop", "Connections taken out of a full table to make room."),
        null,
        null,
        null,
        null,
        Families.Gauge("node_nf_conntrack_stat_search_restart", "Searches of the table begun anew because it was resized meanwhile."),
    ];

    readonly string statistics = files.Proc(files.Net("stat/nf_conntrack"));
    readonly string limit = files.Proc("sys/net/netfilter/nf_conntrack_max");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (!NodeFiles.TryReadOptional(statistics, out var file))
            return ValueTask.CompletedTask;
        using (file)
            Emit(samples, file.Text);
        if (NodeFiles.TryReadNumber(limit, out var most))
            samples.Add(Limit, most);
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, ReadOnlySpan<byte> conntrack)
    {
        Span<ulong> sums = stackalloc ulong[Columns.Length];
        ulong entries = 0;
        var cpus = 0;
        var lines = new Lines(conntrack);
        while (lines.Next(out var line))
        {
            if (line.StartsWith("entries"u8))
                continue;
            lines.Count(TryAdd(line, sums, ref entries));
            cpus++;
        }

        // Half a sum would be no sum.
        lines.Report(samples, "/proc/net/stat/nf_conntrack");
        if (!lines.AllGood || cpus == 0)
            return;
        samples.Add(Entries, entries);
        for (var i = 0; i < Columns.Length; i++)
        {
            if (Columns[i] is { } family)
                samples.Add(family, sums[i]);
        }
    }

    /// <summary>One CPU's line. The number of entries, the first column, is the same on each.</summary>
    static bool TryAdd(ReadOnlySpan<byte> line, Span<ulong> sums, ref ulong entries)
    {
        var fields = new Fields(line);
        if (!fields.Hexadecimal(out entries))
            return false;
        for (var i = 1; i < sums.Length; i++)
        {
            if (!fields.Hexadecimal(out var number))
                return false;
            sums[i] += number;
        }

        return true;
    }
}
