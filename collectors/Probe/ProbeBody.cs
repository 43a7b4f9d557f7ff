using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Collectors.Probe.Health;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Reads the body of a response to its end or its limit. It is kept only where it has to match or tells of the service's health.</summary>
/// <param name="limit">Bytes read at most.</param>
/// <param name="mediaType">Of the response.</param>
internal sealed class ProbeBody(long limit, Regex? pattern, HealthReader health, string? mediaType) : IDisposable
{
    const int FirstBuffer = 16 << 10;

    byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    bool wanted;
    int kept;

    /// <summary>Bytes read so far.</summary>
    internal long Length { get; private set; }

    /// <returns>False when it is longer than the limit.</returns>
    internal async ValueTask<bool> ReadAsync(Stream body, CancellationToken cancel)
    {
        int read;
        while ((read = await body.ReadAsync(buffer.AsMemory(kept), cancel)) > 0)
        {
            Length += read;
            if (Length > limit)
                return false;
            if (Length == read)
                wanted = health.Wants(mediaType, buffer.AsSpan(0, read));
            if (pattern is not null || (wanted && Length <= HealthReader.LongestBody))
                Keep(read);
        }

        return true;
    }

    internal bool Matches() => pattern is null || pattern.IsMatch(Encoding.UTF8.GetString(buffer, 0, kept));

    /// <param name="charset">Of the response.</param>
    /// <returns>Null when the body says nothing about health.</returns>
    internal HealthReading? Health(string? charset) =>
        wanted && Length <= HealthReader.LongestBody ? health.Read(buffer.AsSpan(0, kept), mediaType, charset) : null;

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    void Keep(int read)
    {
        kept += read;
        if (kept < buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
