using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Compression;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Http;

/// <summary>Buffers for answers, reused from scrape to scrape.</summary>
internal sealed class ScrapeBuffers
{
    /// <summary>Prometheus scrapes with one connection; a storm of scrapers must not leave its memory behind.</summary>
    const int Kept = 2;

    readonly ConcurrentBag<ScrapeBuffer> free = [];

    internal ScrapeBuffer Rent() => free.TryTake(out var buffer) ? buffer : new();

    internal void Return(ScrapeBuffer buffer)
    {
        if (free.Count < Kept)
            free.Add(buffer);
        else
            buffer.Dispose();
    }
}

/// <summary>One answer: its text, and the compressed text where that was asked for.</summary>
internal sealed class ScrapeBuffer : IDisposable
{
    readonly ExpositionWriter writer = new();
    readonly ArrayBufferWriter<byte> text = new(64 << 10);
    readonly MemoryStream compressed = new();

    /// <returns>The body; valid until the next call.</returns>
    internal ReadOnlyMemory<byte> Render(SnapshotView view, ExpositionFormat format, bool gzip)
    {
        text.ResetWrittenCount();
        writer.Write(view, format, text);
        if (!gzip)
            return text.WrittenMemory;

        compressed.SetLength(0);
        using (var stream = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
            stream.Write(text.WrittenSpan);
        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    public void Dispose() => compressed.Dispose();
}
