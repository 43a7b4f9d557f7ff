using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Reads the body of a response to its end or its limit. It is kept only where it has to match.</summary>
/// <param name="limit">Bytes read at most.</param>
internal sealed class ProbeBody(long limit, Regex? pattern) : IDisposable
{
    const int FirstBuffer = 16 << 10;

    byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
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
            if (pattern is not null)
                Keep(read);
        }

        return true;
    }

    internal bool Matches() => pattern is null || pattern.IsMatch(Encoding.UTF8.GetString(buffer, 0, kept));

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
