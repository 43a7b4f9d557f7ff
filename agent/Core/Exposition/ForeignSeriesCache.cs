using MetricsAgent.Metrics;

namespace MetricsAgent.Exposition;

/// <summary>The series of other programs by their bytes, mostly found as what came behind the one before the last time.</summary>
sealed class ForeignSeriesCache
{
    readonly Dictionary<byte[], ForeignSeries> known = new(Utf8Comparer.Instance);

    /// <summary>What is before the first series of every text.</summary>
    internal ForeignSeries Start { get; } = new([]);

    internal int Count => known.Count;

    internal ForeignSeries After(ForeignSeries previous, ReadOnlySpan<byte> written)
    {
        if (previous.Next is { } next && written.SequenceEqual(next.Key))
            return next;
        var lookup = known.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(written, out var series))
        {
            series = new(written.ToArray());
            known.Add(series.Key, series);
        }

        return previous.Next = series;
    }

    /// <summary>Forgets those that are not of a poll.</summary>
    internal void Forget(int poll)
    {
        Start.Next = null;
        foreach (var (key, series) in known)
        {
            series.Next = null;
            if (series.Poll != poll)
                known.Remove(key);
        }
    }
}
