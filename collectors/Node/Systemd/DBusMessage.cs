using System.Text;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>One message from the bus (D-Bus specification, "Message Format").</summary>
/// <param name="Kind">One of the constants; a kind that is none of them is to be passed over.</param>
/// <param name="ReplyTo">Number of the call that it answers.</param>
/// <param name="Error">Of an error, its name: <c>org.freedesktop.DBus.Error.AccessDenied</c>.</param>
/// <param name="Body">Valid until the next message is read.</param>
internal readonly record struct DBusMessage(byte Kind, uint ReplyTo, string Error, bool IsLittleEndian, ReadOnlyMemory<byte> Body)
{
    internal const byte Reply = 2;
    internal const byte Failure = 3;

    /// <summary>A unit is a few hundred bytes in the list of all; what is longer is no answer to what is asked here.</summary>
    internal const int Longest = 16 << 20;

    const int Head = 16;
    const byte Version = 1;
    const byte ErrorName = 4;
    const byte ReplySerial = 5;

    internal DBusReader Reader => new(Body.Span, IsLittleEndian);

    /// <summary>Takes the first message of what has been received. Pure.</summary>
    /// <param name="length">Bytes that it took; where it is not complete yet, those that it will take as far as that is known.</param>
    /// <returns>False when it is not complete yet.</returns>
    /// <exception cref="InvalidDataException">No message begins like this.</exception>
    internal static bool TryTake(ReadOnlyMemory<byte> received, out DBusMessage message, out int length)
    {
        (message, length) = (default, Head);
        if (received.Length < Head)
            return false;
        var bytes = received.Span;
        if (bytes[0] is not ((byte)'l' or (byte)'B') || bytes[3] != Version)
            throw new InvalidDataException("what was answered is not D-Bus's protocol");

        var isLittleEndian = bytes[0] == 'l';
        var head = new DBusReader(bytes[..Head], isLittleEndian);
        _ = head.UInt32();
        var (body, _, fields) = ((long)head.UInt32(), head.UInt32(), (long)head.UInt32());
        var start = (Head + fields + 7) & ~7;
        if (start + body > Longest)
            throw new InvalidDataException($"an answer has {start + body} bytes");
        length = (int)(start + body);
        if (received.Length < length)
            return false;

        var (replyTo, error) = Fields(bytes[..(Head + (int)fields)], isLittleEndian);
        message = new(bytes[1], replyTo, error, isLittleEndian, received[(int)start..length]);
        return true;
    }

    static (uint ReplyTo, string Error) Fields(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        var (replyTo, error) = (0u, "");
        var reader = new DBusReader(bytes, isLittleEndian);
        for (var i = 0; i < Head / sizeof(uint); i++)
            _ = reader.UInt32();
        while (reader.Position < bytes.Length)
        {
            reader.Align(8);
            var field = reader.Byte();
            switch (reader.Signature())
            {
                case [(byte)'u']:
                    var number = reader.UInt32();
                    replyTo = field == ReplySerial ? number : replyTo;
                    break;
                case [(byte)'s' or (byte)'o']:
                    var text = reader.Text();
                    error = field == ErrorName ? Encoding.UTF8.GetString(text) : error;
                    break;
                case [(byte)'g']:
                    _ = reader.Signature();
                    break;
                default:
                    throw new InvalidDataException("a message's head has a field of an unknown type");
            }
        }

        return (replyTo, error);
    }
}
