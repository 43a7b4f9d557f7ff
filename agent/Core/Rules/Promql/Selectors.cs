namespace MetricsAgent.Rules.Promql;

/// <summary>What expressions read.</summary>
public static class Selectors
{
    static readonly TimeSpan LookBack = new EvaluationLimits().LookBack;

    /// <summary>The name of the metric that each selector reads; empty where it may be any.</summary>
    public static IEnumerable<string> Names(Expression expression) =>
        Of(expression).Select(selector => selector.Matchers.FirstOrDefault(matcher => matcher is { Name: Labels.MetricName, Kind: MatchKind.Equal })?.Value ?? "");

    /// <summary>
    /// Each selector in an expression, and how far before an evaluation its oldest sample may be: its range or the look-back, its offset,
    /// and those of the subqueries around it. What <c>@</c> fixes to a time counts as if it were now.
    /// </summary>
    public static IEnumerable<(IReadOnlyList<LabelMatcher> Matchers, TimeSpan Window)> Of(Expression expression) => Of(expression, default);

    static IEnumerable<(IReadOnlyList<LabelMatcher> Matchers, TimeSpan Window)> Of(Expression expression, TimeSpan before) => expression switch
    {
        VectorSelector selector => [(selector.Matchers, Longer(before + LookBack + selector.Time.Offset))],
        MatrixSelector matrix => [(matrix.Selector.Matchers, Longer(before + matrix.Range + matrix.Selector.Time.Offset))],
        Subquery subquery => Of(subquery.Inner, before + subquery.Range + subquery.Time.Offset),
        _ => expression.Children.SelectMany(child => Of(child, before)),
    };

    static TimeSpan Longer(TimeSpan window) => window > default(TimeSpan) ? window : default;
}
