using MetricsAgent.Metrics;
using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>
/// Every series that a scrape would get now, with its one newest number, at the time of its poll. What was polled long before, or a
/// moment after what is asked for, by a clock that is a little behind, is moved to its edge: it is exposed now.
/// </summary>
/// <param name="view">Held until the last selection has been read.</param>
/// <param name="now">Milliseconds since 1970.</param>
/// <param name="polled">The same of a snapshot's timestamp.</param>
public sealed class ExposedSeries(SnapshotView view, long now, Func<long, long> polled) : ISeriesSource
{
    /// <summary>How far behind a client's clock may be, in milliseconds.</summary>
    const long MostBehind = 15_000;

    readonly SeriesLabels labels = new();
    readonly Lazy<List<(SampleColumn Column, long TakenAt)>> columns = new(() => Columns(view), LazyThreadSafetyMode.None);

    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        if (now < from || now - MostBehind > to)
            return;
        var selector = new KeptSelector(matchers, 0);
        foreach (var (column, takenAt) in columns.Value)
        {
            // An interval of time is open to the left where expressions are evaluated.
            long[] time = [Math.Min(Math.Max(polled(takenAt), from + 1), to)];
            foreach (var line in FamilyLine.Of(column.Family))
            {
                if (selector.MatchesName(line.Name))
                    Select(matchers, column, line, time, into);
            }
        }
    }

    static List<(SampleColumn Column, long TakenAt)> Columns(SnapshotView view)
    {
        List<(SampleColumn Column, long TakenAt)> columns = [];
        view.Collect(columns);
        return columns;
    }

    void Select(IReadOnlyList<LabelMatcher> matchers, SampleColumn column, in FamilyLine line, long[] time, ICollection<SeriesWindow> into)
    {
        for (var i = 0; i < column.Count; i++)
        {
            var found = labels.Of(line, column.Labels(i));
            if (LabelMatcher.All(matchers, found))
                into.Add(new(found, time, new[] { column.Values(i)[line.Number] }));
        }
    }
}
