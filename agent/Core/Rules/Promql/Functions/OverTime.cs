namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>The <c>…_over_time</c> functions, and how often values change or go down.</summary>
static class OverTime
{
    internal static double? Avg(in RangeInput input)
    {
        var mean = new MeanValue(input.Values[0]);
        foreach (var value in input.Values[1..])
            mean.Add(value);
        return mean.Result;
    }

    internal static double? Sum(in RangeInput input)
    {
        var sum = new KahanSum(0);
        foreach (var value in input.Values)
            sum.Add(value);
        return double.IsInfinity(sum.Sum) ? sum.Sum : sum.Total;
    }

    internal static double? Min(in RangeInput input)
    {
        var least = input.Values[0];
        foreach (var value in input.Values)
        {
            if (value < least || double.IsNaN(least))
                least = value;
        }

        return least;
    }

    internal static double? Max(in RangeInput input)
    {
        var greatest = input.Values[0];
        foreach (var value in input.Values)
        {
            if (value > greatest || double.IsNaN(greatest))
                greatest = value;
        }

        return greatest;
    }

    internal static double? Count(in RangeInput input) => input.Count;

    internal static double? Last(in RangeInput input) => input.Values[^1];

    internal static double? Present(in RangeInput input) => 1;

    internal static double? Quantile(in RangeInput input) => QuantileOf.Values(input.Argument, input.Values.ToArray());

    internal static double? Stddev(in RangeInput input) => Math.Sqrt(Variance(input));

    internal static double? Stdvar(in RangeInput input) => Variance(input);

    internal static double? Changes(in RangeInput input)
    {
        var changes = 0;
        for (var i = 1; i < input.Count; i++)
        {
            var (before, value) = (input.Values[i - 1], input.Values[i]);
            if (value != before && !(double.IsNaN(value) && double.IsNaN(before)))
                changes++;
        }

        return changes;
    }

    internal static double? Resets(in RangeInput input)
    {
        var resets = 0;
        for (var i = 1; i < input.Count; i++)
        {
            if (input.Values[i] < input.Values[i - 1])
                resets++;
        }

        return resets;
    }

    static double Variance(in RangeInput input)
    {
        var (count, mean, squares) = (0.0, new KahanSum(0), new KahanSum(0));
        foreach (var value in input.Values)
        {
            count++;
            var delta = value - mean.Total;
            mean.Add(delta / count);
            squares.Add(delta * (value - mean.Total));
        }

        return squares.Total / count;
    }
}
