namespace MetricsAgent.Rules.Promql;

/// <summary>
/// Expressions for who has seen only a moment: every range is as long as that, so that <c>rate(x[5m])</c> is the rate of the moment and
/// not what is left of it in five minutes. What looks into the past otherwise, by <c>offset</c> and <c>@</c>, stays.
/// </summary>
public static class ShortRanges
{
    /// <param name="range">From a little before the first sample to the evaluation.</param>
    /// <param name="step">Of subqueries; the evaluation is at a multiple of it.</param>
    public static Expression Of(Expression expression, TimeSpan range, TimeSpan step)
    {
        return Short(expression);

        Expression Short(Expression at)
        {
            var made = Made(at);
            (made.Start, made.End) = (at.Start, at.End);
            return made;
        }

        Expression Made(Expression at) => at switch
        {
            MatrixSelector matrix => new MatrixSelector(matrix.Selector, range),
            Subquery subquery => new Subquery(Short(subquery.Inner), range, step) { Time = subquery.Time },
            Parenthesized parentheses => new Parenthesized(Short(parentheses.Inner)),
            UnaryExpression unary => new UnaryExpression(unary.Negates, Short(unary.Inner)),
            BinaryExpression binary => new BinaryExpression(binary.Operator, Short(binary.Left), Short(binary.Right), binary.Matching, binary.ReturnsBool),
            FunctionCall call => new FunctionCall(call.Function, [.. call.Arguments.Select(Short)]),
            Aggregation aggregation => new Aggregation(
                aggregation.Operator, Short(aggregation.Inner), aggregation.Parameter is { } parameter ? Short(parameter) : null, aggregation.Grouping, aggregation.Without),
            _ => at,
        };
    }

    /// <summary>Whether it looks so far ahead that a moment's noise would be a trend.</summary>
    public static bool IsTooShortFor(Expression expression) =>
        expression is FunctionCall { Function.Name: "predict_linear" } || expression.Children.Any(IsTooShortFor);
}
