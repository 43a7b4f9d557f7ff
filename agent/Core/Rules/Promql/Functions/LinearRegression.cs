namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>The straight line with the least squared distance from the samples.</summary>
static class LinearRegression
{
    internal static double? Deriv(in RangeInput input) => input.Count < 2 ? null : Of(input, input.Times[0]).Slope;

    /// <summary>The value as many seconds from the evaluation as the argument says.</summary>
    internal static double? Predict(in RangeInput input)
    {
        if (input.Count < 2)
            return null;
        var (slope, intercept) = Of(input, input.Time);
        return (slope * input.Argument) + intercept;
    }

    static (double Slope, double Intercept) Of(in RangeInput input, long zero)
    {
        var (x, y, xy, xx) = (new KahanSum(0), new KahanSum(0), new KahanSum(0), new KahanSum(0));
        var isConstant = true;
        for (var i = 0; i < input.Count; i++)
        {
            var value = input.Values[i];
            isConstant &= i == 0 || value == input.Values[0];
            var seconds = (input.Times[i] - zero) / 1e3;
            x.Add(seconds);
            y.Add(value);
            xy.Add(seconds * value);
            xx.Add(seconds * seconds);
        }

        if (isConstant)
            return double.IsInfinity(input.Values[0]) ? (double.NaN, double.NaN) : (0, input.Values[0]);

        double n = input.Count;
        var slope = (xy.Total - (x.Total * y.Total / n)) / (xx.Total - (x.Total * x.Total / n));
        return (slope, (y.Total / n) - (slope * x.Total / n));
    }
}
