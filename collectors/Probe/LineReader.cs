using System.Text;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Reads a connection by lines and by bytes.</summary>
internal sealed class LineReader(Stream stream, CancellationToken cancel)
{
    /// <summary>Bytes after which a line is taken for one that ends.</summary>
    internal const int MaxLine = 64 << 10;

    byte[] buffer = new byte[1 << 10];
    int start;
    int end;

    /// <returns>Null at the end of the connection.</returns>
    internal async ValueTask<string?> ReadLineAsync()
    {
        var searched = 0;
        while (true)
        {
            var feed = buffer.AsSpan(start + searched, end - start - searched).IndexOf((byte)'\n');
            if (feed >= 0)
                return Take(searched + feed, 1);
            searched = end - start;
            if (searched >= MaxLine || !await FillAsync())
                return searched == 0 ? null : Take(searched, 0);
        }
    }

    /// <exception cref="EndOfStreamException">There are not as many.</exception>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(int count)
    {
        while (end - start < count)
        {
            if (!await FillAsync())
                throw new EndOfStreamException();
        }

        var bytes = buffer.AsMemory(start, count);
        start += count;
        return bytes;
    }

    string Take(int length, int separator)
    {
        var line = Encoding.UTF8.GetString(buffer.AsSpan(start, length)).TrimEnd('\r');
        start += length + separator;
        return line;
    }

    async ValueTask<bool> FillAsync()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        (start, end) = (0, end - start);
        if (end == buffer.Length)
            Array.Resize(ref buffer, buffer.Length * 2);
        var read = await stream.ReadAsync(buffer.AsMemory(end), cancel);
        end += read;
        return read > 0;
    }
}
