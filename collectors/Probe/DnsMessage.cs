using System.Buffers.Binary;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The answer of a name server.</summary>
/// <param name="ResponseCode">0 for <c>NOERROR</c>.</param>
/// <param name="Truncated">It did not fit; the whole is to be had over TCP. The records of such an answer are not read.</param>
internal sealed record DnsMessage(int ResponseCode, bool Truncated, IReadOnlyList<DnsRecord> Answer, IReadOnlyList<DnsRecord> Authority, IReadOnlyList<DnsRecord> Additional)
{
    const int Header = 12;
    const ushort Response = 1 << 15;
    const ushort Truncation = 1 << 9;

    /// <summary>Of the first SOA record in the answer.</summary>
    internal uint? Serial => Answer.FirstOrDefault(record => record.Serial is not null).Serial;

    /// <summary>Whether it answers the query with this number; anything else came by mistake or on purpose.</summary>
    internal static bool IsAnswer(ReadOnlySpan<byte> message, ushort id) =>
        message.Length >= Header && BinaryPrimitives.ReadUInt16BigEndian(message) == id && (Flags(message) & Response) != 0;

    /// <returns>Null when it is malformed.</returns>
    internal static DnsMessage? Parse(ReadOnlySpan<byte> message)
    {
        if (message.Length < Header)
            return null;
        var flags = Flags(message);
        var code = flags & 0xf;
        if ((flags & Truncation) != 0)
            return new(code, true, [], [], []);

        var cursor = new DnsCursor(message, Header);
        for (var i = Count(message, 0); i > 0; i--)
        {
            if (!cursor.TryReadName(new()) || !cursor.TryRead32(out _))
                return null;
        }

        return Records(ref cursor, Count(message, 1)) is { } answer
            && Records(ref cursor, Count(message, 2)) is { } authority
            && Records(ref cursor, Count(message, 3)) is { } additional
            ? new(code, false, answer, authority, additional)
            : null;
    }

    static List<DnsRecord>? Records(ref DnsCursor cursor, int count)
    {
        List<DnsRecord> records = [];
        for (var i = 0; i < count; i++)
        {
            if (DnsRecord.Read(ref cursor) is not { } record)
                return null;
            records.Add(record);
        }

        return records;
    }

    static ushort Flags(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[2..]);

    /// <summary>Of the questions, the answers, the authorities or the additional records.</summary>
    static int Count(ReadOnlySpan<byte> message, int section) => BinaryPrimitives.ReadUInt16BigEndian(message[(4 + (2 * section))..]);
}
