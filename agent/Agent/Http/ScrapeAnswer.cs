using System.IO.Compression;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Http;

/// <summary>One body, compressed where that was asked for; the text of a compressed one is never there as a whole. Its memory is used again.</summary>
#pragma warning disable CA1001 // A stream that is nothing but memory holds nothing to dispose of.
internal sealed class ScrapeAnswer
#pragma warning restore CA1001
{
    readonly ChunkStream body = new();
    string? domain;
    ExpositionFormat format;
    bool gzip;

    /// <summary>Requests that are being answered with it, and one for being the newest.</summary>
    internal int Holders { get; set; }

    /// <summary>The clock's timestamp.</summary>
    internal long RenderedAt { get; private set; }

    /// <summary>In bytes.</summary>
    internal long Length => body.Length;

    internal IEnumerable<ReadOnlyMemory<byte>> Body => body.Chunks;

    internal bool Is(string domain, ExpositionFormat format, bool gzip) => this.domain == domain && this.format == format && this.gzip == gzip;

    internal void Render(ScrapeRenderer renderer, SnapshotView view, string? domain, ExpositionFormat format, bool gzip, long now)
    {
        (this.domain, this.format, this.gzip, RenderedAt) = (domain, format, gzip, now);
        body.Clear();
        if (!gzip)
        {
            renderer.Render(view, format, body);
            return;
        }

        using var compressed = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true);
        renderer.Render(view, format, compressed);
    }
}
