namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>Quantiles of plain values: interpolated between the two nearest.</summary>
static class QuantileOf
{
    /// <param name="values">Are sorted; NaN comes first.</param>
    internal static double Values(double quantile, Span<double> values)
    {
        if (values.IsEmpty || double.IsNaN(quantile))
            return double.NaN;
        if (quantile is < 0 or > 1)
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;

        values.Sort();
        var rank = quantile * (values.Length - 1);
        var lower = (int)Math.Max(0, Math.Floor(rank));
        var upper = Math.Min(values.Length - 1, lower + 1);
        var weight = rank - Math.Floor(rank);
        return (values[lower] * (1 - weight)) + (values[upper] * weight);
    }
}
