using System.Buffers.Binary;
using System.Net.Sockets;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Echo requests and replies, RFC 792 and RFC 4443, section 4.</summary>
static class IcmpEcho
{
    /// <summary>Bytes before the payload.</summary>
    internal const int Header = 8;

    /// <summary>Of the IP header in front of what a raw socket for IPv4 receives, at least.</summary>
    const int MinIpHeader = 20;

    internal static byte[] Request(AddressFamily family, ushort id, ReadOnlySpan<byte> payload)
    {
        var request = new byte[Header + payload.Length];
        request[0] = family == AddressFamily.InterNetwork ? (byte)8 : (byte)128;
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(4), id);
        BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(6), 1);
        payload.CopyTo(request.AsSpan(Header));
        // For IPv6 the kernel computes it: it covers addresses that are not known here.
        if (family == AddressFamily.InterNetwork)
            BinaryPrimitives.WriteUInt16BigEndian(request.AsSpan(2), Checksum(request));
        return request;
    }

    /// <summary>Whether this is the reply to that request. The payload tells: a ping socket has a number of its own.</summary>
    /// <param name="packet">As received, with an IP header in front where <paramref name="raw"/> says so.</param>
    internal static bool IsReply(ReadOnlySpan<byte> packet, AddressFamily family, bool raw, ReadOnlySpan<byte> payload)
    {
        if (raw && family == AddressFamily.InterNetwork)
        {
            if (packet.Length < MinIpHeader || (packet[0] & 0xf) * 4 is var header && (header < MinIpHeader || header > packet.Length))
                return false;
            packet = packet[((packet[0] & 0xf) * 4)..];
        }

        var type = family == AddressFamily.InterNetwork ? (byte)0 : (byte)129;
        return packet.Length >= Header && packet[0] == type && packet[1] == 0 && packet[Header..].SequenceEqual(payload);
    }

    /// <summary>The internet checksum, RFC 1071.</summary>
    static ushort Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (; bytes.Length > 1; bytes = bytes[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        if (bytes.Length > 0)
            sum += (uint)bytes[0] << 8;
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
