using System.Buffers;
using System.IO.Compression;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Http;

/// <summary>One body: its text, and the compressed text where that was asked for. Its buffers are used again.</summary>
internal sealed class ScrapeAnswer : IDisposable
{
    readonly ExpositionWriter writer = new();
    readonly ArrayBufferWriter<byte> text = new(64 << 10);
    readonly MemoryStream compressed = new();
    string? domain;
    ExpositionFormat format;
    bool gzip;

    /// <summary>Requests that are being answered with it, and one for being the newest.</summary>
    internal int Holders { get; set; }

    /// <summary>The clock's timestamp.</summary>
    internal long RenderedAt { get; private set; }

    internal ReadOnlyMemory<byte> Body => gzip ? compressed.GetBuffer().AsMemory(0, (int)compressed.Length) : text.WrittenMemory;

    internal bool Is(string domain, ExpositionFormat format, bool gzip) => this.domain == domain && this.format == format && this.gzip == gzip;

    internal void Render(SnapshotView view, string? domain, ExpositionFormat format, bool gzip, long now)
    {
        (this.domain, this.format, this.gzip, RenderedAt) = (domain, format, gzip, now);
        text.ResetWrittenCount();
        writer.Write(view, format, text);
        compressed.SetLength(0);
        if (!gzip)
            return;
        using var stream = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        stream.Write(text.WrittenSpan);
    }

    public void Dispose() => compressed.Dispose();
}
