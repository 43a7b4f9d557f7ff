using System.Buffers;
using System.Globalization;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Scrape;

/// <summary>What a target answered, in memory that is lent.</summary>
/// <param name="expected">Bytes, as far as the last answer tells.</param>
internal sealed class ScrapeBody(ExpositionFormat format, int expected) : IDisposable
{
    byte[] buffer = ArrayPool<byte>.Shared.Rent(Math.Max(16 << 10, expected + 1));
    int added;

    internal ExpositionFormat Format => format;

    internal int Length { get; private set; }

    /// <summary>As Prometheus has it, the last line of the text format may do without its end.</summary>
    internal ReadOnlySpan<byte> Text => buffer.AsSpan(0, Length + added);

    /// <exception cref="ScrapeException">It is longer than <paramref name="most"/> bytes, to which it has been read.</exception>
    internal async Task ReadAsync(Stream stream, long most, CancellationToken cancel)
    {
        while (true)
        {
            if (Length == buffer.Length)
                Grow(most);
            var read = await stream.ReadAsync(buffer.AsMemory(Length), cancel);
            if (read == 0)
            {
                End();
                return;
            }

            Length += read;
            if (Length > most)
                throw TooLong(most);
        }
    }

    internal static ScrapeException TooLong(long most) =>
        new(Reason.LimitReached, string.Create(CultureInfo.InvariantCulture, $"it is longer than max_body ({most} bytes)"));

    public void Dispose()
    {
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        (Length, added) = (0, 0);
    }

    void End()
    {
        if (format != ExpositionFormat.Text || Length == 0 || buffer[Length - 1] == '\n')
            return;
        buffer[Length] = (byte)'\n';
        added = 1;
    }

    void Grow(long most)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, most + 1));
        Text.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
