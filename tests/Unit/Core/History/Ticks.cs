using MetricsAgent.History;
using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Core.History;

/// <summary>A history that is fed by a collector of the test's, with a tick every 15 s.</summary>
sealed class Ticks
{
    internal const int Interval = 15_000;

    internal static readonly FamilySet Families = new("test");

    readonly ManualClock clock = new();
    readonly SnapshotStore store;
    readonly Dictionary<string, (Samples Samples, SnapshotSlot Slot)> collectors = [];

    /// <param name="kept">Metric names, or none.</param>
    internal Ticks(int seconds = 300, params string[] kept)
    {
        store = new(clock);
        Keep(seconds, kept);
    }

    internal SeriesHistory History { get; } = new();

    /// <summary>Of the tick that comes next, in milliseconds.</summary>
    internal long Time { get; private set; }

    internal static IReadOnlyList<LabelMatcher> Named(string name) => [new(Labels.MetricName, MatchKind.Equal, name)];

    internal void Keep(int seconds, params string[] kept) => History.Keep(kept.Select(name => (Named(name), TimeSpan.FromSeconds(seconds))));

    /// <summary>A collector's poll, which lasts for 45 s.</summary>
    internal void Poll(Action<Samples> emit, string collector = "test")
    {
        if (!collectors.TryGetValue(collector, out var one))
            collectors.Add(collector, one = (new(), store.Open(collector, TimeSpan.FromSeconds(45))));
        emit(one.Samples);
        one.Slot.Publish(one.Samples.Freeze(clock.GetTimestamp()));
    }

    internal void Tick()
    {
        using (var view = store.Read())
            History.Append(view, Time);
        Time += Interval;
        clock.Advance(TimeSpan.FromMilliseconds(Interval));
    }

    /// <summary>Every series of a metric: its labels, and its numbers with <c>stale</c> where it ended.</summary>
    internal string[] Read(string name, long from = 0, long to = long.MaxValue) => Read(Named(name), from, to);

    internal string[] Read(IReadOnlyList<LabelMatcher> matchers, long from = 0, long to = long.MaxValue)
    {
        List<SeriesWindow> found = [];
        History.Select(matchers, from, to, found);
        return [.. found.Select(window => $"{window.Labels} {string.Join(' ', window.Values.ToArray().Select(value => StaleMarker.Is(value) ? "stale" : $"{value}"))}").Order(StringComparer.Ordinal)];
    }

    internal long[] Times(string name)
    {
        List<SeriesWindow> found = [];
        History.Select(Named(name), 0, long.MaxValue, found);
        return found.Single().Times.ToArray();
    }
}
