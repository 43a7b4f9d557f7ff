using System.Buffers.Binary;

namespace MetricsAgent.Collectors.Node.Systemd;

/// <summary>
/// Takes values one by one from a message (D-Bus specification, "Marshaling"), each behind the padding that its type has. Pure; what is
/// not there is an <see cref="InvalidDataException"/>.
/// </summary>
/// <param name="bytes">Beginning where the padding is counted from: a message, or its body.</param>
internal ref struct DBusReader(ReadOnlySpan<byte> bytes, bool isLittleEndian)
{
    readonly ReadOnlySpan<byte> bytes = bytes;

    internal int Position { get; private set; }

    internal byte Byte() => Take(1)[0];

    internal uint UInt32()
    {
        Align(sizeof(uint));
        var taken = Take(sizeof(uint));
        return isLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(taken) : BinaryPrimitives.ReadUInt32BigEndian(taken);
    }

    internal ulong UInt64()
    {
        Align(sizeof(ulong));
        var taken = Take(sizeof(ulong));
        return isLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(taken) : BinaryPrimitives.ReadUInt64BigEndian(taken);
    }

    /// <summary>A string or an object path, as UTF-8.</summary>
    internal ReadOnlySpan<byte> Text() => Terminated(UInt32());

    internal ReadOnlySpan<byte> Signature() => Terminated(Byte());

    /// <summary>Zeros up to the next multiple.</summary>
    internal void Align(int boundary) => Take(-Position & (boundary - 1));

    ReadOnlySpan<byte> Terminated(uint length)
    {
        if (length > int.MaxValue)
            throw new InvalidDataException("a message ends too early");
        var text = Take((int)length);
        Take(1);
        return text;
    }

    ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - Position)
            throw new InvalidDataException("a message ends too early");
        var taken = bytes.Slice(Position, length);
        Position += length;
        return taken;
    }
}
