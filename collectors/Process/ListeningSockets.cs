using System.Buffers.Text;
using System.Text;
using MetricsAgent.Collectors.Node;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Process;

/// <summary>
/// The sockets that listen on TCP ports, from <c>/proc/net/tcp</c> and <c>tcp6</c>. The kernel writes those that listen first, so
/// the read ends at the first that does not, however many connections come after it.
/// </summary>
internal sealed class ListeningSockets(NodeFiles files)
{
    // A net directory shows the namespace of whoever reads it: with the machine's procfs, that of its first process is meant.
    readonly byte[] directory = Encoding.UTF8.GetBytes(files.Proc(files.OwnProcfs ? "net" : "1/net"));
    readonly PseudoReader reader = new();

    /// <summary>Sockets that listen on one port, by the port.</summary>
    /// <param name="ports">The ports that are asked for; each set is filled anew.</param>
    internal bool TryRead(Dictionary<int, HashSet<ulong>> ports, Samples samples)
    {
        foreach (var sockets in ports.Values)
            sockets.Clear();
        if (!reader.TryRead(directory, "tcp"u8, EndsOtherwise, out var tcp))
        {
            samples.Unavailable("ports", reader.Failure, "/proc/net/tcp cannot be read");
            return false;
        }

        Parse(tcp, ports);
        // Machines can be without IPv6.
        if (reader.TryRead(directory, "tcp6"u8, EndsOtherwise, out tcp))
            Parse(tcp, ports);
        return true;
    }

    /// <summary>Lines <c>0: 0100007F:1538 00000000:0000 0A …</c> with the socket's inode as the tenth field; 0A listens.</summary>
    internal static void Parse(ReadOnlySpan<byte> tcp, Dictionary<int, HashSet<ulong>> ports)
    {
        var lines = new Lines(tcp);
        while (lines.Next(out var line))
        {
            var fields = new Fields(line);
            if (!IsListening(ref fields, out var local))
                continue;
            for (var skip = 0; skip < 5; skip++)
                fields.Next();
            var colon = local.LastIndexOf((byte)':');
            if (fields.Integer(out var inode) && colon >= 0 && Utf8Parser.TryParse(local[(colon + 1)..], out int port, out _, 'X') && ports.TryGetValue(port, out var sockets))
                sockets.Add(inode);
        }
    }

    static bool IsListening(ref Fields fields, out ReadOnlySpan<byte> local)
    {
        fields.Next();
        local = fields.Next();
        fields.Next();
        return fields.Next().SequenceEqual("0A"u8);
    }

    /// <summary>The last whole line is of a socket that does not listen.</summary>
    static bool EndsOtherwise(ReadOnlySpan<byte> tcp)
    {
        var last = tcp[..Math.Max(0, tcp.LastIndexOf((byte)'\n'))];
        var fields = new Fields(last[(last.LastIndexOf((byte)'\n') + 1)..]);
        return last.Contains((byte)'\n') && !IsListening(ref fields, out _);
    }

    /// <summary>The inode in <c>socket:[1234]</c>, or null for anything else.</summary>
    internal static ulong? SocketOf(ReadOnlySpan<byte> link) =>
        link.StartsWith("socket:["u8) && Utf8Parser.TryParse(link["socket:[".Length..], out ulong inode, out _) ? inode : null;
}
