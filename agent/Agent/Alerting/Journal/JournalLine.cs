using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;

namespace MetricsAgent.Alerting.Journal;

/// <summary>A record of the journal: CRC-32C of what follows as eight hexadecimal digits, a blank, JSON, a line feed.</summary>
static class JournalLine
{
    const int Prefix = 9;

    internal static byte[] Write(ReadOnlySpan<byte> json)
    {
        var line = new byte[Prefix + json.Length + 1];
        Utf8Formatter.TryFormat(Checksum(json), line, out _, new('x', 8));
        line[Prefix - 1] = (byte)' ';
        json.CopyTo(line.AsSpan(Prefix));
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>The JSON of the line that <paramref name="rest"/> begins with, which is taken away; empty where it is damaged.</summary>
    /// <returns>False where there is no whole line any more.</returns>
    internal static bool TryRead(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> json)
    {
        json = default;
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
            return false;
        var line = rest[..end];
        rest = rest[(end + 1)..];
        if (line.Length > Prefix && line[Prefix - 1] == ' '
            && Utf8Parser.TryParse(line[..(Prefix - 1)], out uint checksum, out var read, 'x') && read == Prefix - 1
            && checksum == Checksum(line[Prefix..]))
            json = line[Prefix..];
        return true;
    }

    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var last in bytes)
            crc = BitOperations.Crc32C(crc, last);
        return ~crc;
    }
}
