using System.Buffers.Binary;
using System.Text;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A question to a name server, RFC 1035, section 4.</summary>
/// <param name="Name">ASCII, with or without the last dot.</param>
/// <param name="Type">The number of the record type.</param>
/// <param name="Recursion">Whether the server shall ask others.</param>
internal sealed record DnsQuery(string Name, ushort Type, bool Recursion)
{
    /// <summary>Bytes that the longest name takes.</summary>
    internal const int MaxLength = Header + 255 + 4;

    const int Header = 12;
    const ushort Internet = 1;
    const ushort RecursionDesired = 1 << 8;

    /// <returns>Bytes written.</returns>
    internal int Write(Span<byte> to, ushort id)
    {
        to[..Header].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(to, id);
        BinaryPrimitives.WriteUInt16BigEndian(to[2..], Recursion ? RecursionDesired : (ushort)0);
        BinaryPrimitives.WriteUInt16BigEndian(to[4..], 1);
        var at = Header;
        foreach (var label in Name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            to[at] = (byte)Encoding.ASCII.GetBytes(label, to[(at + 1)..]);
            at += 1 + to[at];
        }

        to[at++] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(to[at..], Type);
        BinaryPrimitives.WriteUInt16BigEndian(to[(at + 2)..], Internet);
        return at + 4;
    }
}
