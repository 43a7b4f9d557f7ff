using System.Buffers;
using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Unit.Core;

/// <summary>What a scrape would get of the samples.</summary>
static class Rendered
{
    internal static string Text(Samples samples, ExpositionFormat format = ExpositionFormat.Text) => Text(format, samples);

    internal static string Text(ExpositionFormat format, params Samples[] all)
    {
        var store = new SnapshotStore(TimeProvider.System);
        foreach (var samples in all)
            store.Open("test", TimeSpan.FromHours(1)).Publish(samples.Freeze(TimeProvider.System.GetTimestamp()));
        var output = new ArrayBufferWriter<byte>();
        using var view = store.Read();
        new ExpositionWriter().Write(view, format, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Without the comments.</summary>
    internal static string[] Lines(Samples samples) =>
        [.. Text(samples).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#')];
}
