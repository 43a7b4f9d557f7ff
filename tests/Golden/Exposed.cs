using System.Buffers;
using System.Text;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Tests.Golden;

/// <summary>What a scrape of collectors looks like, without the loops and the web server between.</summary>
internal static class Exposed
{
    /// <summary>Polls each collector once and renders all of them together in the text format.</summary>
    internal static async Task<string> Text(params ICollector[] collectors)
    {
        var store = new SnapshotStore(TimeProvider.System);
        foreach (var collector in collectors)
        {
            var samples = new Samples();
            await collector.CollectAsync(samples, CancellationToken.None);
            Publish(store, samples.Freeze(TimeProvider.System.GetTimestamp()));
        }

        return Render(store);
    }

    /// <summary>Renders what a collector's <c>Emit</c> has written.</summary>
    internal static string Text(Samples samples) => Text(samples.Freeze(TimeProvider.System.GetTimestamp()));

    /// <summary>Renders one poll.</summary>
    internal static string Text(Snapshot snapshot)
    {
        var store = new SnapshotStore(TimeProvider.System);
        Publish(store, snapshot);
        return Render(store);
    }

    static void Publish(SnapshotStore store, Snapshot snapshot) => store.Open("golden", TimeSpan.MaxValue).Publish(snapshot);

    static string Render(SnapshotStore store)
    {
        var output = new ArrayBufferWriter<byte>();
        using var view = store.Read();
        new ExpositionWriter().Write(view, ExpositionFormat.Text, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
