using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>Sockets in use and the memory that they hold, by protocol, from <c>/proc/net/sockstat</c> and <c>sockstat6</c>.</summary>
internal sealed class SockstatCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/{sockstat,sockstat6}");

    static readonly FamilyPattern Named = Families.Pattern(
        "node_sockstat_<Protocol>_<field>", FamilyKind.Gauge, "The field of that name in /proc/net/sockstat or sockstat6: sockets, or pages of memory (mem).");

    static readonly FamilyPattern Bytes = Families.Pattern(
        "node_sockstat_<Protocol>_mem_bytes", FamilyKind.Gauge, "Memory that the sockets of a protocol hold, in bytes.");

    const int MaxProtocols = 32;

    readonly string path = files.Net("sockstat");
    readonly string path6 = files.Proc(files.Net("sockstat6"));
    readonly Utf8Map<Protocol> protocols = new(name => new(name), MaxProtocols);

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc(path, samples, out var file))
        {
            using (file)
                Emit(samples, file.Text);
        }

        // A machine without IPv6 has none.
        if (NodeFiles.TryReadOptional(path6, out var file6))
        {
            using (file6)
                Emit(samples, file6.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal void Emit(Samples samples, ReadOnlySpan<byte> sockstat)
    {
        var lines = new Lines(sockstat);
        for (var count = 0; lines.Next(out var line); count++)
            lines.Count(count < MaxProtocols && TryEmit(samples, line));
        lines.Report(samples, "/proc/net/sockstat");
    }

    /// <summary><c>TCP: inuse 27 orphan 0 tw 1 alloc 27 mem 3</c>.</summary>
    bool TryEmit(Samples samples, ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            return false;
        var protocol = protocols[line[..colon]];
        var columns = new Fields(line[(colon + 1)..]);
        while (columns.More)
        {
            var name = columns.Next();
            if (!columns.Integer(out var value))
                return false;
            protocol.Fields[name]?.Add(samples, value);
            if (name.SequenceEqual("mem"u8))
                protocol.Memory?.Add(samples, value * (double)Environment.SystemPageSize);
        }

        return true;
    }

    sealed class Protocol(string name)
    {
        internal Utf8Map<FieldFamily?> Fields { get; } = new(
            field => FieldFamily.Of(Named, $"node_sockstat_{name}_{field}", $"{field} of {name} in /proc/net/sockstat."), capacity: 16);

        internal FieldFamily? Memory { get; } = FieldFamily.Of(Bytes, $"node_sockstat_{name}_mem_bytes", $"Memory that {name} sockets hold, in bytes.");
    }
}
