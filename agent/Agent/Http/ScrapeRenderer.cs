using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Http;

/// <summary>Renders what a view has into a stream. One after the other: it uses its memory again.</summary>
internal sealed class ScrapeRenderer
{
    readonly ExpositionWriter writer = new();
    readonly StreamBuffer buffer = new(16 << 10);

    internal void Render(SnapshotView view, ExpositionFormat format, Stream output)
    {
        buffer.Begin(output);
        writer.Write(view, format, buffer);
        buffer.End();
    }
}
