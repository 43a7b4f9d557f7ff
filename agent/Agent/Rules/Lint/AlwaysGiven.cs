using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Lint;

/// <summary>Whether an expression gives something for every series that it reads: an alert of it fires as long as anything is measured.</summary>
static class AlwaysGiven
{
    /// <param name="isMeasured">Whether a metric is one that is there whatever happens; of another, that it is there at all may say enough.</param>
    internal static bool Of(Expression expression, Predicate<string> isMeasured) => expression switch
    {
        VectorSelector selector => selector.Name.Length > 0 && selector.Name is not ("ALERTS" or "ALERTS_FOR_STATE") && isMeasured(selector.Name),
        FunctionCall { Function.Name: "absent" or "absent_over_time" } => false,
        BinaryExpression { Operator: BinaryOperator.And or BinaryOperator.Unless } => false,
        BinaryExpression { Operator: BinaryOperator.Or } or => Of(or.Left, isMeasured) || Of(or.Right, isMeasured),
        BinaryExpression { ReturnsBool: false, Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual } => false,
        _ => Series(expression) is { Count: > 0 } parts && parts.All(part => Of(part, isMeasured)),
    };

    static List<Expression> Series(Expression expression) => [.. expression.Children.Where(child => child.Type is Promql.ValueType.Vector or Promql.ValueType.Matrix)];
}
