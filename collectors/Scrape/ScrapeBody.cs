using System.Globalization;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Scrape;

/// <summary>What a target answered last. Its memory is the next answer's: a pool's would be kept for each thread that reads.</summary>
internal sealed class ScrapeBody
{
    const int Least = 16 << 10;

    byte[] buffer = [];
    int added;

    internal ExpositionFormat Format { get; private set; }

    internal int Length { get; private set; }

    /// <summary>As Prometheus has it, the last line of the text format may do without its end.</summary>
    internal ReadOnlySpan<byte> Text => buffer.AsSpan(0, Length + added);

    /// <param name="length">As far as the target tells.</param>
    /// <param name="most">Bytes that are read.</param>
    /// <exception cref="ScrapeException">It is longer than <paramref name="most"/>.</exception>
    internal async Task ReadAsync(Stream stream, ExpositionFormat format, long? length, long most, CancellationToken cancel)
    {
        Begin(format);
        if (length > most)
            throw TooLong(most);
        // Counters grow, and their text with them: not every answer is to be a new array's.
        if (length >= buffer.Length)
            buffer = new byte[Math.Min(length.Value + (length.Value / 8), most) + 1];
        while (true)
        {
            if (Length == buffer.Length)
                Array.Resize(ref buffer, (int)Math.Min(Math.Max(Least, buffer.Length * 2L), most + 1));
            var read = await stream.ReadAsync(buffer.AsMemory(Length), cancel);
            if (read == 0)
            {
                End();
                return;
            }

            Length += read;
            if (Length <= most)
                continue;
            (buffer, Length) = ([], 0);
            throw TooLong(most);
        }
    }

    void Begin(ExpositionFormat format)
    {
        // One that was long once is not kept for ever.
        if (buffer.Length > Least && buffer.Length / 4 > Length)
            buffer = [];
        (Format, Length, added) = (format, 0, 0);
    }

    void End()
    {
        if (Format != ExpositionFormat.Text || Length == 0 || buffer[Length - 1] == '\n')
            return;
        buffer[Length] = (byte)'\n';
        added = 1;
    }

    static ScrapeException TooLong(long most) =>
        new(Reason.LimitReached, string.Create(CultureInfo.InvariantCulture, $"it is longer than max_body ({most} bytes)"));
}
