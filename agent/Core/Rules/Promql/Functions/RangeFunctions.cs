namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>The functions of ranges.</summary>
static class RangeFunctions
{
    internal static IReadOnlyDictionary<string, RangeFunction> ByName { get; } = new Dictionary<string, RangeFunction>
    {
        ["avg_over_time"] = OverTime.Avg,
        ["changes"] = OverTime.Changes,
        ["count_over_time"] = OverTime.Count,
        ["delta"] = Rates.Delta,
        ["deriv"] = LinearRegression.Deriv,
        ["idelta"] = Rates.Idelta,
        ["increase"] = Rates.Increase,
        ["irate"] = Rates.Irate,
        ["last_over_time"] = OverTime.Last,
        ["max_over_time"] = OverTime.Max,
        ["min_over_time"] = OverTime.Min,
        ["predict_linear"] = LinearRegression.Predict,
        ["present_over_time"] = OverTime.Present,
        ["quantile_over_time"] = OverTime.Quantile,
        ["rate"] = Rates.Rate,
        ["resets"] = OverTime.Resets,
        ["stddev_over_time"] = OverTime.Stddev,
        ["stdvar_over_time"] = OverTime.Stdvar,
        ["sum_over_time"] = OverTime.Sum,
    };
}
