namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// How many executions of a statement took no longer than each bound: exact for one and two executions, otherwise as a gamma
/// distribution of their mean and deviation has it that begins at their least and is cut at their most. Pure.
/// </summary>
/// <remarks>
/// It begins at the least instead of at 0 because most statements have a floor; measured, that is closer. How close: LATENCY.md.
/// </remarks>
internal static class LatencyEstimate
{
    /// <summary>Relative to the mean; below it, all executions took the same.</summary>
    const double NoDeviation = 0.001;

    /// <summary>Shares that are not told apart from 1; the bounds above need no evaluation.</summary>
    const double All = 1 - 1e-9;

    /// <param name="bounds">Ascending, in seconds.</param>
    /// <param name="atOrBelow">What is added to, one for each bound.</param>
    internal static void Add(in LatencyInterval interval, ReadOnlySpan<double> bounds, Span<double> atOrBelow)
    {
        if (interval.Deviation <= interval.Mean * NoDeviation)
        {
            AddPoint(interval.Mean, interval.Calls, bounds, atOrBelow);
        }
        else if (interval.Calls == 2)
        {
            AddPoint(interval.Mean - interval.Deviation, 1, bounds, atOrBelow);
            AddPoint(interval.Mean + interval.Deviation, 1, bounds, atOrBelow);
        }
        else
        {
            AddGamma(interval, bounds, atOrBelow);
        }
    }

    static void AddPoint(double value, long calls, ReadOnlySpan<double> bounds, Span<double> atOrBelow)
    {
        for (var i = bounds.Length - 1; i >= 0 && bounds[i] >= value; i--)
            atOrBelow[i] += calls;
    }

    static void AddGamma(in LatencyInterval interval, ReadOnlySpan<double> bounds, Span<double> atOrBelow)
    {
        var gamma = new GammaDistribution(interval.Mean - interval.Least, interval.Deviation);
        var share = 0.0;
        for (var i = 0; i < bounds.Length; i++)
        {
            if (bounds[i] < interval.Least)
                continue;
            if (share < All)
                share = bounds[i] >= interval.Most ? 1 : Math.Max(share, gamma.Cumulative(bounds[i] - interval.Least));
            atOrBelow[i] += share < All ? interval.Calls * share : interval.Calls;
        }
    }
}
