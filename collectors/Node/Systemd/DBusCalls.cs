using System.Buffers.Binary;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>Method calls to be sent together (D-Bus specification, "Message Format"). Reusable; pure.</summary>
internal sealed class DBusCalls
{
    const byte MethodCall = 1;
    const byte NoAutoStart = 2;
    const byte Version = 1;
    const int BodyLengthAt = 4;
    const int FieldsLengthAt = 12;

    byte[] buffer = new byte[4096];
    int end;
    int message;

    internal ReadOnlyMemory<byte> Written => buffer.AsMemory(0, end);

    /// <summary>The number of the last call.</summary>
    internal uint Serial { get; private set; }

    internal void Clear() => end = 0;

    /// <summary>Adds a call of systemd for a property.</summary>
    internal void Get(ReadOnlySpan<byte> path, ReadOnlySpan<byte> type, ReadOnlySpan<byte> property) =>
        Add("org.freedesktop.systemd1"u8, path, "org.freedesktop.DBus.Properties"u8, "Get"u8, type, property);

    /// <summary>Adds a call without arguments, or with two strings.</summary>
    internal void Add(
        ReadOnlySpan<byte> destination, ReadOnlySpan<byte> path, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member,
        ReadOnlySpan<byte> first = default, ReadOnlySpan<byte> second = default)
    {
        message = end;
        Append([(byte)'l', MethodCall, NoAutoStart, Version]);
        Number(0);
        Number(++Serial);
        Number(0);
        Field(1, (byte)'o', path);
        Field(2, (byte)'s', type);
        Field(3, (byte)'s', member);
        Field(6, (byte)'s', destination);
        if (!first.IsEmpty)
        {
            Align(8);
            Append([8, 1, (byte)'g', 0, 2]);
            Append("ss\0"u8);
        }

        Patch(FieldsLengthAt, end - message - FieldsLengthAt - sizeof(uint));
        Align(8);
        var body = end;
        if (!first.IsEmpty)
        {
            Text(first);
            Text(second);
        }

        Patch(BodyLengthAt, end - body);
    }

    void Field(byte code, byte type, ReadOnlySpan<byte> text)
    {
        Align(8);
        Append([code, 1, type, 0]);
        Text(text);
    }

    void Text(ReadOnlySpan<byte> text)
    {
        Align(sizeof(uint));
        Number(text.Length);
        Append(text);
        Append([0]);
    }

    void Number(long number)
    {
        Room(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(end), (uint)number);
        end += sizeof(uint);
    }

    void Patch(int at, int number) => BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(message + at), number);

    /// <summary>Zeros up to the next multiple, counted from where the message begins.</summary>
    void Align(int boundary) => Append("\0\0\0\0\0\0\0"u8[..(-(end - message) & (boundary - 1))]);

    void Append(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(buffer.AsSpan(end));
        end += bytes.Length;
    }

    void Room(int length)
    {
        if (length > buffer.Length - end)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, end + length));
    }
}
