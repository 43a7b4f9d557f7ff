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
    public const long MostBehind = 15_000;

    readonly SeriesLabels labels = new();
    readonly Dictionary<string, IReadOnlyList<Exposed>> read = [];
    Dictionary<string, List<Place>>? places;

    Dictionary<string, List<Place>> Places => places ??= Find();

    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        if (now < from || now - MostBehind > to)
            return;
        foreach (var name in Names(matchers))
        {
            foreach (var series in Read(name))
            {
                // An interval of time is open to the left where expressions are evaluated.
                if (LabelMatcher.All(matchers, series.Labels))
                    into.Add(new(series.Labels, new[] { Math.Min(Math.Max(series.Time, from + 1), to) }, new[] { series.Value }));
            }
        }
    }

    /// <summary>The labels of a metric's series that have this number; those of the others are not read.</summary>
    public IReadOnlyList<Labels> Having(string name, double value)
    {
        List<Labels> found = [];
        foreach (var (column, line, _) in Places.GetValueOrDefault(name, []))
        {
            for (var i = 0; i < column.Count; i++)
            {
                if (column.Values(i)[line.Number] == value)
                    found.Add(labels.Of(line, column.Labels(i)));
            }
        }

        return found;
    }

    IEnumerable<string> Names(IReadOnlyList<LabelMatcher> matchers)
    {
        if (matchers.FirstOrDefault(matcher => matcher is { Name: Labels.MetricName, Kind: MatchKind.Equal }) is { } exact)
            return Places.ContainsKey(exact.Value) ? [exact.Value] : [];
        var selector = new KeptSelector(matchers, 0);
        return Places.Keys.Where(name => selector.MatchesName(name));
    }

    /// <summary>Everything of a metric, read when it is asked for first: the texts of five hundred alerts may ask for the same one.</summary>
    IReadOnlyList<Exposed> Read(string name)
    {
        if (read.TryGetValue(name, out var known))
            return known;
        List<Exposed> series = [];
        foreach (var (column, line, time) in Places[name])
        {
            for (var i = 0; i < column.Count; i++)
                series.Add(new(labels.Of(line, column.Labels(i)), column.Values(i)[line.Number], time));
        }

        read.Add(name, series);
        return series;
    }

    Dictionary<string, List<Place>> Find()
    {
        List<(SampleColumn Column, long TakenAt)> columns = [];
        view.Collect(columns);
        Dictionary<string, List<Place>> found = [];
        foreach (var family in columns.GroupBy(each => each.Column.Family))
        {
            foreach (var line in FamilyLine.Of(family.Key))
            {
                if (!found.TryGetValue(line.Name, out var of))
                    found.Add(line.Name, of = []);
                of.AddRange(family.Select(each => new Place(each.Column, line, polled(each.TakenAt))));
            }
        }

        return found;
    }

    readonly record struct Place(SampleColumn Column, FamilyLine Line, long Time);

    readonly record struct Exposed(Labels Labels, double Value, long Time);
}
