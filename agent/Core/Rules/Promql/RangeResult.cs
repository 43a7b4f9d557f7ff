using MetricsAgent.Rules.Promql.Operators;

namespace MetricsAgent.Rules.Promql;

/// <summary>The results of a range query's steps, put together by series.</summary>
sealed class RangeResult
{
    readonly Dictionary<Labels, (List<long> Times, List<double> Values)> series = [];

    /// <summary>In the order of their labels, as Prometheus answers.</summary>
    internal IReadOnlyList<SeriesPoints> Matrix =>
        [.. series.Select(one => new SeriesPoints(one.Key, one.Value.Times, one.Value.Values)).OrderBy(one => one.Labels, Comparer<Labels>.Create(SeriesOrder.Compare))];

    internal void Add(Labels labels, long time, double value)
    {
        if (!series.TryGetValue(labels, out var points))
            series[labels] = points = ([], []);
        points.Times.Add(time);
        points.Values.Add(value);
    }
}
