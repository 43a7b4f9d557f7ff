namespace MetricsAgent.Rules.Testing;

/// <summary>Series in memory, with everything that was ever appended.</summary>
public sealed class TestSeries : ISeriesSource
{
    readonly Dictionary<Labels, (List<long> Times, List<double> Values)> series = [];

    public void Append(Labels labels, double value, long time)
    {
        if (!series.TryGetValue(labels, out var samples))
            series.Add(labels, samples = ([], []));
        // A rule may give at once what was loaded for a later time.
        var at = samples.Times.Count;
        while (at > 0 && samples.Times[at - 1] >= time)
            at--;
        if (at < samples.Times.Count && samples.Times[at] == time)
        {
            samples.Values[at] = value;
            return;
        }

        samples.Times.Insert(at, time);
        samples.Values.Insert(at, value);
    }

    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        foreach (var (labels, (times, values)) in series)
        {
            if (!LabelMatcher.All(matchers, labels))
                continue;
            var first = times.FindIndex(time => time >= from);
            var last = times.FindLastIndex(time => time <= to);
            if (first >= 0 && first <= last)
                into.Add(new(labels, times.GetRange(first, last - first + 1).ToArray(), values.GetRange(first, last - first + 1).ToArray()));
        }
    }
}
