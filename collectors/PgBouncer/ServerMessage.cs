using System.Buffers.Binary;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>One message from the console: a byte for its kind, its length, its body (PostgreSQL's documentation, 55.7).</summary>
/// <param name="Body">Valid until the next message is read.</param>
internal readonly record struct ServerMessage(char Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>No answer of a console comes near; what is longer is no console.</summary>
    internal const int MaxBody = 1 << 20;

    const int Head = 5;

    /// <summary>Takes the first message of what has been received. Pure.</summary>
    /// <param name="length">Bytes that it took; where it is not complete yet, those that it will take as far as that is known.</param>
    /// <returns>False when it is not complete yet.</returns>
    /// <exception cref="InvalidDataException">No message begins like this.</exception>
    internal static bool TryTake(ReadOnlyMemory<byte> received, out ServerMessage message, out int length)
    {
        (message, length) = (default, Head);
        if (received.Length < Head)
            return false;
        var head = received.Span[..Head];
        var body = BinaryPrimitives.ReadInt32BigEndian(head[1..]) - sizeof(int);
        if (!char.IsAsciiLetter((char)head[0]) || body is < 0 or > MaxBody)
            throw new InvalidDataException("what was answered is not PostgreSQL's protocol");
        length = Head + body;
        if (received.Length < length)
            return false;
        message = new((char)head[0], received[Head..length]);
        return true;
    }
}
