namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>How much series change. What a range has no samples for is extrapolated, but not far.</summary>
static class Rates
{
    /// <summary>Times the average distance of samples: if a range's edge is nearer, the series is taken to go on to there.</summary>
    const double NearEdge = 1.1;

    internal static double? Rate(in RangeInput input) => Extrapolated(input, isCounter: true, isPerSecond: true);

    internal static double? Increase(in RangeInput input) => Extrapolated(input, isCounter: true, isPerSecond: false);

    internal static double? Delta(in RangeInput input) => Extrapolated(input, isCounter: false, isPerSecond: false);

    internal static double? Irate(in RangeInput input) => OfLastTwo(input, isRate: true);

    internal static double? Idelta(in RangeInput input) => OfLastTwo(input, isRate: false);

    static double? Extrapolated(in RangeInput input, bool isCounter, bool isPerSecond)
    {
        if (input.Count < 2)
            return null;
        var values = input.Values;
        var change = values[^1] - values[0];
        for (var i = 1; isCounter && i < values.Length; i++)
        {
            if (values[i] < values[i - 1])
                change += values[i - 1];
        }

        var (first, last) = (input.Times[0], input.Times[^1]);
        var toStart = (first - (input.End - PromqlDuration.Milliseconds(input.Range))) / 1000.0;
        var toEnd = (input.End - last) / 1000.0;
        var sampled = (last - first) / 1000.0;
        var distance = sampled / (input.Count - 1);
        if (toStart >= distance * NearEdge)
            toStart = distance / 2;
        if (isCounter)
            toStart = NotBelowZero(toStart, change, values[0], sampled);
        if (toEnd >= distance * NearEdge)
            toEnd = distance / 2;

        var factor = (sampled + toStart + toEnd) / sampled;
        if (isPerSecond)
            factor /= Seconds(input.Range);
        return change * factor;
    }

    /// <summary>A counter is not extrapolated to before it was zero.</summary>
    static double NotBelowZero(double toStart, double change, double first, double sampled)
    {
        var toZero = change > 0 && first >= 0 ? sampled * (first / change) : toStart;
        return toZero < toStart ? toZero : toStart;
    }

    static double? OfLastTwo(in RangeInput input, bool isRate)
    {
        if (input.Count < 2)
            return null;
        var (last, before) = (input.Values[^1], input.Values[^2]);
        var change = isRate && last < before ? last : last - before;
        return isRate ? change / ((input.Times[^1] - input.Times[^2]) / 1000.0) : change;
    }

    /// <summary>Whole seconds and the rest apart, so that it rounds as Go's duration does.</summary>
    static double Seconds(TimeSpan range) => (range.Ticks / TimeSpan.TicksPerSecond) + (range.Ticks % TimeSpan.TicksPerSecond * 100 / 1e9);
}
