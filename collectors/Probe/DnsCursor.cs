using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Reads a DNS message from front to back. What is beyond its end cannot be read, and makes it malformed.</summary>
ref struct DnsCursor(ReadOnlySpan<byte> message, int at)
{
    const int MaxName = 255;
    const int Pointer = 0xc0;

    readonly ReadOnlySpan<byte> message = message;

    internal int At { get; private set; } = at;

    internal bool TryRead(int length, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (length > message.Length - At)
            return false;
        bytes = message.Slice(At, length);
        At += length;
        return true;
    }

    internal bool TryRead8(out byte number)
    {
        number = 0;
        if (!TryRead(1, out var bytes))
            return false;
        number = bytes[0];
        return true;
    }

    internal bool TryRead16(out ushort number)
    {
        number = 0;
        return TryRead(sizeof(ushort), out var bytes) && BinaryPrimitives.TryReadUInt16BigEndian(bytes, out number);
    }

    internal bool TryRead32(out uint number)
    {
        number = 0;
        return TryRead(sizeof(uint), out var bytes) && BinaryPrimitives.TryReadUInt32BigEndian(bytes, out number);
    }

    /// <summary>A name as zone files have it, with its last dot; RFC 1035, sections 3.1, 4.1.4 and 5.1.</summary>
    internal bool TryReadName(StringBuilder text)
    {
        var (position, after, length) = (At, 0, 0);
        while (position < message.Length)
        {
            int first = message[position];
            if ((first & Pointer) == Pointer)
            {
                if (position + 1 == message.Length)
                    return false;
                var target = ((first & ~Pointer) << 8) | message[position + 1];
                // A pointer leads back, or it would lead round in circles.
                if (target >= position)
                    return false;
                after = after == 0 ? position + 2 : after;
                position = target;
                continue;
            }

            length += first + 1;
            position++;
            if ((first & Pointer) != 0 || length > MaxName || first > message.Length - position)
                return false;
            if (first == 0)
            {
                if (length == 1)
                    text.Append('.');
                At = after == 0 ? position : after;
                return true;
            }

            foreach (var character in message.Slice(position, first))
                Append(text, character, @".""();@$\ ");
            text.Append('.');
            position += first;
        }

        return false;
    }

    /// <summary>A string of up to 255 bytes, in quotes.</summary>
    internal bool TryReadString(StringBuilder text)
    {
        if (!TryRead8(out var length) || !TryRead(length, out var bytes))
            return false;
        text.Append('"');
        foreach (var character in bytes)
            Append(text, character, @"""\");
        text.Append('"');
        return true;
    }

    static void Append(StringBuilder text, byte character, string special)
    {
        if (character is < (byte)' ' or > (byte)'~')
            text.Append('\\').Append(character.ToString("000", CultureInfo.InvariantCulture));
        else if (special.Contains((char)character, StringComparison.Ordinal))
            text.Append('\\').Append((char)character);
        else
            text.Append((char)character);
    }
}
