using System.Buffers.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>What waits in the queues of all UDP sockets together, from <c>/proc/net/udp</c> and <c>udp6</c> (proc_pid_net(5)).</summary>
internal sealed class UdpQueuesCollector(NodeFiles files) : ICollector
{
    internal static readonly FamilySet Families = new("/proc/net/{udp,udp6}");

    static readonly Family Queues = Families.Gauge(
        "node_udp_queues", "Memory that waits in the queues of UDP sockets to be sent (tx) or to be read by a program (rx), in bytes.", "queue", "ip");

    readonly string path = files.Net("udp");
    readonly string path6 = files.Proc(files.Net("udp6"));

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        if (files.TryReadProc(path, samples, out var file))
        {
            using (file)
                Emit(samples, "v4", file.Text);
        }

        // A machine without IPv6 has none.
        if (NodeFiles.TryReadOptional(path6, out var file6))
        {
            using (file6)
                Emit(samples, "v6", file6.Text);
        }

        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, string version, ReadOnlySpan<byte> sockets)
    {
        var lines = new Lines(sockets);
        var (sending, receiving) = (0.0, 0.0);
        if (!lines.Next(out _))
            lines.Bad();
        while (lines.Next(out var line))
        {
            var isGood = TryRead(line, out var tx, out var rx);
            lines.Count(isGood);
            (sending, receiving) = (sending + tx, receiving + rx);
        }

        if (lines.AllGood)
        {
            samples.Add(Queues, sending, "tx", version);
            samples.Add(Queues, receiving, "rx", version);
        }

        // Half a sum would be no sum.
        lines.Report(samples, "/proc/net/udp", expectsOne: false);
    }

    /// <summary><c>13573: 0100007F:E8C4 00000000:0000 07 00000000:00000300 …</c>: the fifth field is the two queues.</summary>
    static bool TryRead(ReadOnlySpan<byte> line, out uint tx, out uint rx)
    {
        (tx, rx) = (0, 0);
        var fields = new Fields(line);
        for (var i = 0; i < 4; i++)
            fields.Next();
        var queues = fields.Next();
        var colon = queues.IndexOf((byte)':');
        return colon > 0
            && Utf8Parser.TryParse(queues[..colon], out tx, out var used, 'x') && used == colon
            && Utf8Parser.TryParse(queues[(colon + 1)..], out rx, out used, 'x') && used == queues.Length - colon - 1;
    }
}
