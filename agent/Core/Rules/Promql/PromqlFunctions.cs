using static MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Rules.Promql;

/// <summary>The functions of Prometheus 3 that need no feature flag.</summary>
static class PromqlFunctions
{
    internal static IReadOnlyDictionary<string, PromqlFunction> ByName { get; } = All().ToDictionary(function => function.Name);

    /// <summary>Prometheus knows them and refuses them unless a flag enables them.</summary>
    internal static IReadOnlySet<string> Experimental { get; } = new HashSet<string>
    {
        "double_exponential_smoothing", "info", "mad_over_time", "sort_by_label", "sort_by_label_desc",
        "ts_of_last_over_time", "ts_of_max_over_time", "ts_of_min_over_time",
    };

    /// <summary>They read nothing but native histograms.</summary>
    internal static IReadOnlySet<string> OfNativeHistograms { get; } = new HashSet<string>
    {
        "histogram_avg", "histogram_count", "histogram_fraction", "histogram_stddev", "histogram_stdvar", "histogram_sum",
    };

    static IEnumerable<PromqlFunction> All()
    {
        string[] ofVector =
        [
            "abs", "absent", "acos", "acosh", "asin", "asinh", "atan", "atanh", "ceil", "cos", "cosh", "deg", "exp", "floor", "ln", "log10", "log2",
            "rad", "sgn", "sin", "sinh", "sort", "sort_desc", "sqrt", "tan", "tanh", "timestamp",
        ];
        string[] ofMatrix =
        [
            "absent_over_time", "avg_over_time", "changes", "count_over_time", "delta", "deriv", "idelta", "increase", "irate", "last_over_time",
            "max_over_time", "min_over_time", "present_over_time", "rate", "resets", "stddev_over_time", "stdvar_over_time", "sum_over_time",
        ];
        string[] ofDate = ["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"];
        return
        [
            // The first of those that are equally near to a misspelt name is suggested: rate, not rad.
            .. ofMatrix.Select(name => new PromqlFunction(name, Vector, [Matrix])),
            .. ofVector.Select(name => new PromqlFunction(name, Vector, [Vector])),
            .. ofDate.Select(name => new PromqlFunction(name, Vector, [Vector], 1)),
            new("clamp", Vector, [Vector, Scalar, Scalar]),
            new("clamp_max", Vector, [Vector, Scalar]),
            new("clamp_min", Vector, [Vector, Scalar]),
            new("histogram_quantile", Vector, [Scalar, Vector]),
            new("label_join", Vector, [Vector, Text, Text, Text], -1),
            new("label_replace", Vector, [Vector, Text, Text, Text, Text]),
            new("pi", Scalar, []),
            new("predict_linear", Vector, [Matrix, Scalar]),
            new("quantile_over_time", Vector, [Scalar, Matrix]),
            new("round", Vector, [Vector, Scalar], 1),
            new("scalar", Scalar, [Vector]),
            new("time", Scalar, []),
            new("vector", Vector, [Scalar]),
        ];
    }
}
