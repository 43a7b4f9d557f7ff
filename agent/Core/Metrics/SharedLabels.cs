namespace MetricsAgent.Metrics;

/// <summary>The label sets of writers that emit the same, which are there once for all of them. Safe to use from several threads.</summary>
sealed class SharedLabels
{
    /// <summary>Further ones are not shared, so churn cannot grow memory.</summary>
    const int Most = 1000;

    readonly Dictionary<byte[], (byte[] Text, string[] Values)> known = new(Utf8Comparer.Instance);

    /// <param name="text">From these values; which names they have is in it.</param>
    /// <returns>The same, in objects that others may hold, too.</returns>
    internal (byte[] Text, string[] Values) Of(byte[] text, string[] values)
    {
        lock (known)
        {
            if (known.TryGetValue(text, out var same))
                return same;
            if (known.Count < Most)
                known.Add(text, (text, values));
            return (text, values);
        }
    }
}
