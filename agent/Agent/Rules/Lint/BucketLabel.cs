using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Lint;

/// <summary>Whether the label <c>le</c>, which <c>histogram_quantile</c> needs, can be there.</summary>
static class BucketLabel
{
    internal const string Name = "le";

    /// <returns>Where it gets lost, or never was; null where it may be there.</returns>
    internal static Expression? MissingIn(Expression expression) => expression switch
    {
        VectorSelector { Name: var name } selector => name.Length == 0 || name.EndsWith("_bucket", StringComparison.Ordinal) || name.Contains(':', StringComparison.Ordinal)
            || selector.Matchers.Any(matcher => matcher.Name == Name) ? null : selector,
        MatrixSelector matrix => MissingIn(matrix.Selector),
        Subquery subquery => MissingIn(subquery.Inner),
        Parenthesized inner => MissingIn(inner.Inner),
        UnaryExpression unary => MissingIn(unary.Inner),
        Aggregation { Operator: AggregateOperator.Topk or AggregateOperator.Bottomk } best => MissingIn(best.Inner),
        Aggregation { Operator: AggregateOperator.CountValues } => null,
        Aggregation aggregation => aggregation.Grouping.Contains(Name) == aggregation.Without ? aggregation : MissingIn(aggregation.Inner),
        FunctionCall { Function.Name: "label_replace" or "label_join" } => null,
        FunctionCall call => call.Arguments.FirstOrDefault(argument => argument.Type is Promql.ValueType.Vector or Promql.ValueType.Matrix) is { } series ? MissingIn(series) : call,
        BinaryExpression { Matching: { } matching } binary => matching.On && !matching.Labels.Contains(Name) && binary.Operator < BinaryOperator.And ? binary : MissingIn(binary.Left),
        BinaryExpression binary => MissingIn(binary.Left.Type == Promql.ValueType.Vector ? binary.Left : binary.Right),
        _ => null,
    };
}
