using System.Globalization;
using System.Net;
using System.Text;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A resource record, RFC 1035, section 4.1.3.</summary>
/// <param name="Text">As a zone file has it: name, TTL, class, type and data, separated by tabs.</param>
/// <param name="Serial">Of an SOA record.</param>
internal readonly record struct DnsRecord(string Text, uint? Serial)
{
    /// <returns>Null when it is malformed.</returns>
    internal static DnsRecord? Read(ref DnsCursor cursor)
    {
        var text = new StringBuilder();
        if (!cursor.TryReadName(text) || !cursor.TryRead16(out var type) || !cursor.TryRead16(out var @class) || !cursor.TryRead32(out var ttl)
            || !cursor.TryRead16(out var length))
            return null;
        text.Append(CultureInfo.InvariantCulture, $"\t{ttl}\t{(@class == 1 ? "IN" : $"CLASS{@class}")}\t{DnsNames.Type(type)}\t");

        var end = cursor.At + length;
        uint? serial = null;
        return ReadData(ref cursor, type, length, text, ref serial) && cursor.At == end ? new(text.ToString(), serial) : null;
    }

    static bool ReadData(ref DnsCursor cursor, ushort type, ushort length, StringBuilder text, ref uint? serial)
    {
        switch (DnsNames.Type(type))
        {
            case "A" or "AAAA":
                if (length != (type == 1 ? 4 : 16) || !cursor.TryRead(length, out var address))
                    return false;
                text.Append(new IPAddress(address));
                return true;
            case "NS" or "CNAME" or "PTR":
                return cursor.TryReadName(text);
            case "MX":
                return TryReadNumbers(ref cursor, 1, text) && cursor.TryReadName(text);
            case "SRV":
                return TryReadNumbers(ref cursor, 3, text) && cursor.TryReadName(text);
            case "TXT":
                return TryReadStrings(ref cursor, length, text);
            case "SOA":
                return TryReadSoa(ref cursor, text, ref serial);
            default:
                // RFC 3597, section 5.
                if (!cursor.TryRead(length, out var data))
                    return false;
                text.Append(CultureInfo.InvariantCulture, $@"\# {length} {Convert.ToHexStringLower(data)}");
                return true;
        }
    }

    static bool TryReadNumbers(ref DnsCursor cursor, int count, StringBuilder text)
    {
        for (var i = 0; i < count; i++)
        {
            if (!cursor.TryRead16(out var number))
                return false;
            text.Append(CultureInfo.InvariantCulture, $"{number} ");
        }

        return true;
    }

    static bool TryReadStrings(ref DnsCursor cursor, int length, StringBuilder text)
    {
        var end = cursor.At + length;
        for (var separator = ""; cursor.At < end; separator = " ")
        {
            if (!cursor.TryReadString(text.Append(separator)))
                return false;
        }

        return true;
    }

    static bool TryReadSoa(ref DnsCursor cursor, StringBuilder text, ref uint? serial)
    {
        if (!cursor.TryReadName(text) || !cursor.TryReadName(text.Append(' ')))
            return false;
        for (var i = 0; i < 5; i++)
        {
            if (!cursor.TryRead32(out var number))
                return false;
            serial ??= number;
            text.Append(CultureInfo.InvariantCulture, $" {number}");
        }

        return true;
    }
}
