namespace MetricsAgent.Collectors;

/// <summary>What a stream has brought and nobody has taken yet: for messages, one after the other, of a protocol that tells their length.</summary>
/// <param name="size">Bytes at first; it grows for a message that is longer.</param>
internal sealed class ReceiveBuffer(Stream stream, int size)
{
    byte[] buffer = new byte[size];
    int start;
    int end;

    /// <summary>Valid until more is received.</summary>
    internal ReadOnlyMemory<byte> Received => buffer.AsMemory(start, end - start);

    internal void Take(int length) => start += length;

    /// <param name="length">Of the message that is awaited, as far as it is known.</param>
    /// <returns>Bytes that came, at least one.</returns>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    internal async ValueTask<int> ReceiveAsync(int length, CancellationToken cancel)
    {
        MakeRoom(length);
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancel);
        if (read == 0)
            throw new EndOfStreamException("the connection was closed");
        end += read;
        return read;
    }

    /// <summary>Moves what is left to the front, and grows for a message that is longer than the buffer.</summary>
    void MakeRoom(int length)
    {
        if (length <= buffer.Length - start && end < buffer.Length)
            return;
        var rest = buffer.AsSpan(start, end - start);
        var target = length > buffer.Length ? new byte[length] : buffer;
        rest.CopyTo(target);
        (buffer, start, end) = (target, 0, rest.Length);
    }
}
