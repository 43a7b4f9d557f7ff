namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>
/// The order in which Prometheus reads series: by their labels, name by name. Sums depend on it in the last bits. A source has mostly the
/// same series in the same order as the last time, and then it is not worked out again.
/// </summary>
public sealed class SeriesOrder
{
    Labels[] seen = [];
    int[]? places;

    internal void Apply(List<SeriesWindow> series)
    {
        if (!IsAsSeen(series))
            Learn(series);
        if (places is not null)
            Arrange(series, places);
    }

    public static int Compare(Labels left, Labels right)
    {
        var l = left.AsSpan();
        var r = right.AsSpan();
        for (var i = 0; i < l.Length && i < r.Length; i++)
        {
            var order = ReferenceEquals(l[i].Name, r[i].Name) ? 0 : Utf8Order.Instance.Compare(l[i].Name, r[i].Name);
            if (order == 0)
                order = ReferenceEquals(l[i].Value, r[i].Value) ? 0 : Utf8Order.Instance.Compare(l[i].Value, r[i].Value);
            if (order != 0)
                return order;
        }

        return l.Length - r.Length;
    }

    /// <summary>In place, one circle of places that pass a series on after the other; a place that has its own is marked by its complement.</summary>
    static void Arrange(List<SeriesWindow> series, int[] places)
    {
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
                continue;
            var first = series[i];
            var at = i;
            for (var from = places[at]; from != i; from = places[at])
            {
                series[at] = series[from];
                places[at] = ~from;
                at = from;
            }

            series[at] = first;
            places[at] = ~i;
        }

        for (var i = 0; i < places.Length; i++)
            places[i] = ~places[i];
    }

    bool IsAsSeen(List<SeriesWindow> series)
    {
        if (series.Count != seen.Length)
            return false;
        for (var i = 0; i < seen.Length; i++)
        {
            if (!ReferenceEquals(series[i].Labels, seen[i]))
                return false;
        }

        return true;
    }

    void Learn(List<SeriesWindow> series)
    {
        seen = new Labels[series.Count];
        var isSorted = true;
        for (var i = 0; i < seen.Length; i++)
        {
            seen[i] = series[i].Labels;
            isSorted &= i == 0 || Compare(seen[i - 1], seen[i]) <= 0;
        }

        places = null;
        if (isSorted)
            return;
        var keys = (Labels[])seen.Clone();
        places = [.. Enumerable.Range(0, keys.Length)];
        Array.Sort(keys, places, Comparer<Labels>.Create(Compare));
    }
}
