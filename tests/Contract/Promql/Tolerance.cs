using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>How far two answers may be apart: not at all, with two exceptions.</summary>
internal static class Tolerance
{
    /// <summary>
    /// Go computes these in its own code, in assembly on some processors: Prometheus' last bit depends on where it runs.
    /// </summary>
    static readonly HashSet<string> OfProcessor =
        ["exp", "ln", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"];

    public static double Of(string expression, bool isRange)
    {
        try
        {
            return Of(PromqlParser.Parse(expression), isRange) ? 1e-11 : 0;
        }
        catch (PromqlException)
        {
            return 0;
        }
    }

    /// <summary>Whether the order of the result means something.</summary>
    public static bool IsOrdered(string expression) =>
        expression.StartsWith("sort", StringComparison.Ordinal) || expression.StartsWith("topk", StringComparison.Ordinal) || expression.StartsWith("bottomk", StringComparison.Ordinal);

    /// <summary>Whether the order of equals is the same every time: Go's sort keeps it up to 12, and a subquery's series come out of a map.</summary>
    public static bool AreEqualsOrdered(string expression, int count) => count <= 12 && !HasSubquery(PromqlParser.Parse(expression));

    static bool HasSubquery(Expression expression) => expression is Subquery || expression.Children.Any(HasSubquery);

    static bool Of(Expression expression, bool isRange) => expression switch
    {
        BinaryExpression { Operator: BinaryOperator.Power or BinaryOperator.Atan2 } => true,
        FunctionCall call when OfProcessor.Contains(call.Function.Name) => true,
        Aggregation { Operator: AggregateOperator.Sum or AggregateOperator.Avg or AggregateOperator.Stddev or AggregateOperator.Stdvar } sum
            when IsInMapOrder(sum.Inner.Unwrapped, isRange) => true,
        Subquery subquery => Of(subquery.Inner, isRange: true),
        _ => expression.Children.Any(child => Of(child, isRange)),
    };

    /// <summary>
    /// Prometheus keeps the series of an operator's result in a map when there is more than one step, and of some operators always; what
    /// is summed up in that order differs in the last bits from run to run.
    /// </summary>
    static bool IsInMapOrder(Expression summed, bool isRange) => summed switch
    {
        VectorSelector => false,
        Subquery => true,
        FunctionCall { Function.Name: "histogram_quantile" } => true,
        Aggregation { Operator: AggregateOperator.CountValues } => true,
        _ => isRange || summed.Children.Any(child => IsInMapOrder(child.Unwrapped, isRange)),
    };
}
