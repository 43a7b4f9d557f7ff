namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>The messages of a stream, one after the other, through one buffer.</summary>
internal sealed class MessageReader(Stream stream)
{
    byte[] buffer = new byte[8192];
    int start;
    int end;

    /// <exception cref="InvalidDataException">What came is no message.</exception>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    internal async ValueTask<ServerMessage> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (ServerMessage.TryTake(buffer.AsMemory(start, end - start), out var message, out var length))
            {
                start += length;
                return message;
            }

            MakeRoom(length);
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancel);
            if (read == 0)
                throw new EndOfStreamException("the connection was closed");
            end += read;
        }
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
