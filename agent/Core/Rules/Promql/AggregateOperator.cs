namespace MetricsAgent.Rules.Promql;

/// <summary>The ways to make one series, or the k best, of many.</summary>
public enum AggregateOperator
{
    Sum,
    Avg,
    Count,
    Min,
    Max,
    Group,
    Stddev,
    Stdvar,
    Topk,
    Bottomk,
    CountValues,
    Quantile,

    /// <summary>Experimental, never enabled.</summary>
    Limitk,

    /// <summary>Experimental, never enabled.</summary>
    LimitRatio,
}

static class AggregateOperatorWord
{
    internal static string Text(this AggregateOperator op) => op switch
    {
        AggregateOperator.Sum => "sum",
        AggregateOperator.Avg => "avg",
        AggregateOperator.Count => "count",
        AggregateOperator.Min => "min",
        AggregateOperator.Max => "max",
        AggregateOperator.Group => "group",
        AggregateOperator.Stddev => "stddev",
        AggregateOperator.Stdvar => "stdvar",
        AggregateOperator.Topk => "topk",
        AggregateOperator.Bottomk => "bottomk",
        AggregateOperator.CountValues => "count_values",
        AggregateOperator.Quantile => "quantile",
        AggregateOperator.Limitk => "limitk",
        _ => "limit_ratio",
    };

    internal static bool HasParameter(this AggregateOperator op) => op >= AggregateOperator.Topk;
}
