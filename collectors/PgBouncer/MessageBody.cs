using System.Buffers.Binary;
using System.Text;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>Takes the parts of a message's body one by one. Pure; what is not there is an <see cref="InvalidDataException"/>.</summary>
internal ref struct MessageBody(ReadOnlySpan<byte> rest)
{
    ReadOnlySpan<byte> rest = rest;

    internal readonly ReadOnlySpan<byte> Rest => rest;

    internal byte Byte() => Take(1)[0];

    internal short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    internal int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    /// <summary>Text up to a zero byte.</summary>
    internal string Text()
    {
        var length = rest.IndexOf((byte)0);
        var text = Encoding.UTF8.GetString(Take(length));
        Take(1);
        return text;
    }

    internal ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > rest.Length)
            throw new InvalidDataException("a message ends too early");
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }
}
