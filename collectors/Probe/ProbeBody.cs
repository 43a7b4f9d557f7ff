using System.Buffers;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using MetricsAgent.Collectors.Probe.Health;

namespace MetricsAgent.Collectors.Probe;

/// <summary>
/// Reads the body of a response to its end or its limit. It is kept only where something is to be found in it, or where it tells of the
/// service's health.
/// </summary>
/// <param name="limit">Bytes read at most, uncompressed.</param>
/// <param name="keep">Something is to be found in it.</param>
/// <param name="mediaType">Of the response.</param>
internal sealed class ProbeBody(long limit, bool keep, HealthReader health, string? mediaType) : IDisposable
{
    const int FirstBuffer = 16 << 10;

    byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
    bool wanted;
    int kept;

    /// <summary>Bytes read so far, uncompressed.</summary>
    internal long Length { get; private set; }

    /// <summary>Empty where it is not kept.</summary>
    internal ReadOnlyMemory<byte> Kept => buffer.AsMemory(0, kept);

    internal string Text => Encoding.UTF8.GetString(Kept.Span);

    /// <returns>False when it is longer than the limit.</returns>
    internal async ValueTask<bool> ReadAsync(Stream body, CancellationToken cancel)
    {
        int read;
        while ((read = await body.ReadAsync(buffer.AsMemory(kept, Room()), cancel)) > 0)
        {
            Length += read;
            if (Length > limit)
                return false;
            if (Length == read)
                wanted = health.Wants(mediaType, buffer.AsSpan(0, read));
            if (keep || (wanted && Length <= HealthReader.LongestBody))
                Keep(read);
        }

        return true;
    }

    /// <summary>Uncompressed, if the server compressed it; a compression that is not known, or on top of another, is left as it is.</summary>
    internal static Stream Decoded(Stream body, HttpContentHeaders headers) =>
        (headers.ContentEncoding.Count == 1 ? headers.ContentEncoding.First().ToLowerInvariant() : "") switch
        {
            "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            _ => body,
        };

    /// <param name="charset">Of the response.</param>
    /// <returns>Null when the body says nothing about health.</returns>
    internal HealthReading? Health(string? charset) =>
        wanted && Length <= HealthReader.LongestBody ? health.Read(buffer.AsSpan(0, kept), mediaType, charset) : null;

    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    /// <summary>One byte more than the limit says enough.</summary>
    int Room() => (int)Math.Min(buffer.Length - kept, limit + 1 - Length);

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
