namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>The messages of a stream, one after the other, through one buffer.</summary>
internal sealed class MessageReader(Stream stream)
{
    readonly ReceiveBuffer buffer = new(stream, 8192);

    /// <exception cref="InvalidDataException">What came is no message.</exception>
    /// <exception cref="EndOfStreamException">The other side has closed the connection.</exception>
    internal async ValueTask<ServerMessage> NextAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (ServerMessage.TryTake(buffer.Received, out var message, out var length))
            {
                buffer.Take(length);
                return message;
            }

            await buffer.ReceiveAsync(length, cancel);
        }
    }
}
