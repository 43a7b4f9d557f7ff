using System.Buffers.Binary;
using System.Text;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// The two messages of <c>grpc.health.v1.Health/Check</c>, each behind the prefix that gRPC has over HTTP/2: a byte that says whether it is
/// compressed, and four of length.
/// </summary>
static class GrpcHealth
{
    internal const int Serving = 1;

    const int Prefix = 5;
    const int ServiceTag = (1 << 3) | Length;
    const int StatusTag = (1 << 3) | Varint;

    // Wire types of protobuf.
    const int Varint = 0;
    const int Fixed64 = 1;
    const int Length = 2;
    const int Fixed32 = 5;

    /// <summary>The names of the states, in the order of their numbers.</summary>
    internal static readonly string[] States = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

    /// <param name="service">Empty for the server as a whole.</param>
    internal static byte[] Request(string service)
    {
        var name = Encoding.UTF8.GetBytes(service);
        List<byte> message = [];
        if (name.Length > 0)
        {
            message.Add(ServiceTag);
            for (var rest = name.Length; ; rest >>= 7)
            {
                message.Add((byte)(rest > 0x7f ? rest | 0x80 : rest));
                if (rest <= 0x7f)
                    break;
            }

            message.AddRange(name);
        }

        var request = new byte[Prefix + message.Count];
        BinaryPrimitives.WriteInt32BigEndian(request.AsSpan(1), message.Count);
        message.CopyTo(request, Prefix);
        return request;
    }

    /// <returns>The number of the state, 0 when the message has none; null when this is no such message.</returns>
    internal static ulong? Response(ReadOnlySpan<byte> body)
    {
        if (body.Length < Prefix || body[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(body[1..]) != body.Length - Prefix)
            return null;
        var message = body[Prefix..];
        ulong state = 0;
        while (message.Length > 0)
        {
            if (!TakeVarint(ref message, out var tag))
                return null;
            ulong skip;
            switch (tag & 7)
            {
                case Varint when TakeVarint(ref message, out var number):
                    state = tag == StatusTag ? number : state;
                    skip = 0;
                    break;
                case Fixed64:
                    skip = sizeof(ulong);
                    break;
                case Length when TakeVarint(ref message, out skip):
                    break;
                case Fixed32:
                    skip = sizeof(uint);
                    break;
                default:
                    return null;
            }

            if (skip > (ulong)message.Length)
                return null;
            message = message[(int)skip..];
        }

        return state;
    }

    static bool TakeVarint(ref ReadOnlySpan<byte> message, out ulong number)
    {
        number = 0;
        for (var i = 0; i < message.Length && i < 10; i++)
        {
            number |= (ulong)(message[i] & 0x7f) << (7 * i);
            if (message[i] > 0x7f)
                continue;
            message = message[(i + 1)..];
            return true;
        }

        return false;
    }
}
