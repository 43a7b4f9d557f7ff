using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Lint;

/// <summary>What values an expression can give, as far as the catalogue and the functions tell: enough to see a comparison that can never be true.</summary>
static class ExpressionRange
{
    internal static ValueRange Of(Expression expression) => expression switch
    {
        NumberLiteral number when !double.IsNaN(number.Value) => new(number.Value, number.Value),
        VectorSelector selector => KnownSeries.Range(selector.Name),
        MatrixSelector matrix => Of(matrix.Selector),
        Subquery subquery => Of(subquery.Inner),
        Parenthesized inner => Of(inner.Inner),
        UnaryExpression unary => unary.Negates ? -Of(unary.Inner) : Of(unary.Inner),
        Aggregation aggregation => Of(aggregation),
        FunctionCall call => Of(call),
        BinaryExpression binary => Of(binary),
        _ => ValueRange.Any,
    };

    /// <summary>Whether a comparison that filters can let nothing through.</summary>
    internal static bool IsNeverTrue(BinaryExpression comparison)
    {
        var (left, right) = (Of(comparison.Left), Of(comparison.Right));
        return !comparison.ReturnsBool && comparison.Operator switch
        {
            BinaryOperator.Greater => left.Max <= right.Min,
            BinaryOperator.GreaterOrEqual => left.Max < right.Min,
            BinaryOperator.Less => left.Min >= right.Max,
            BinaryOperator.LessOrEqual => left.Min > right.Max,
            BinaryOperator.Equal => left.Max < right.Min || left.Min > right.Max,
            BinaryOperator.NotEqual => left.IsOne && left == right,
            _ => false,
        };
    }

    static ValueRange Of(Aggregation aggregation)
    {
        var inner = Of(aggregation.Inner);
        return aggregation.Operator switch
        {
            AggregateOperator.Sum => new(inner.Min >= 0 ? inner.Min : double.NegativeInfinity, inner.Max <= 0 ? inner.Max : double.PositiveInfinity),
            AggregateOperator.Avg or AggregateOperator.Min or AggregateOperator.Max or AggregateOperator.Topk or AggregateOperator.Bottomk => inner,
            AggregateOperator.Count or AggregateOperator.CountValues => new(1, double.PositiveInfinity),
            AggregateOperator.Group => new(1, 1),
            AggregateOperator.Stddev or AggregateOperator.Stdvar => ValueRange.NotNegative,
            _ => ValueRange.Any,
        };
    }

    static ValueRange Of(FunctionCall call) => call.Function.Name switch
    {
        "rate" or "irate" or "increase" or "changes" or "resets" or "abs" or "sqrt" or "time" or "timestamp" or "stddev_over_time" or "stdvar_over_time" => ValueRange.NotNegative,
        "count_over_time" => new(1, double.PositiveInfinity),
        "absent" or "absent_over_time" or "present_over_time" => new(1, 1),
        "sgn" => new(-1, 1),
        "minute" => new(0, 59),
        "hour" => new(0, 23),
        "day_of_week" => new(0, 6),
        "day_of_month" => new(1, 31),
        "day_of_year" => new(1, 366),
        "days_in_month" => new(28, 31),
        "month" => new(1, 12),
        "avg_over_time" or "min_over_time" or "max_over_time" or "last_over_time" or "sort" or "sort_desc" or "label_replace" or "label_join" or "vector" => Of(call.Arguments[0]),
        "sum_over_time" => Of(call.Arguments[0]).Min >= 0 ? ValueRange.NotNegative : ValueRange.Any,
        "clamp_max" => new(double.NegativeInfinity, Of(call.Arguments[1]).Max),
        "clamp_min" => new(Of(call.Arguments[1]).Min, double.PositiveInfinity),
        "clamp" => new(Of(call.Arguments[1]).Min, Of(call.Arguments[2]).Max),
        _ => ValueRange.Any,
    };

    static ValueRange Of(BinaryExpression binary)
    {
        var (left, right) = (Of(binary.Left), Of(binary.Right));
        return binary.Operator switch
        {
            BinaryOperator.Add => left + right,
            BinaryOperator.Subtract => left - right,
            BinaryOperator.Multiply => left * right,
            BinaryOperator.Divide => left / right,
            BinaryOperator.And or BinaryOperator.Unless => left,
            BinaryOperator.Or => left.Union(right),
            >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual => Of(binary, left, right),
            _ => ValueRange.Any,
        };
    }

    /// <summary>A filter keeps the values of the vector, where both are that of the left one, as far as they pass.</summary>
    static ValueRange Of(BinaryExpression comparison, ValueRange left, ValueRange right)
    {
        if (comparison.ReturnsBool || comparison.Type == Promql.ValueType.Scalar)
            return new(0, 1);
        var (kept, other, op) = comparison.Left.Type == Promql.ValueType.Scalar ? (right, left, Turned(comparison.Operator)) : (left, right, comparison.Operator);
        return op switch
        {
            BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => kept.Cut(new(other.Min, double.PositiveInfinity)),
            BinaryOperator.Less or BinaryOperator.LessOrEqual => kept.Cut(new(double.NegativeInfinity, other.Max)),
            BinaryOperator.Equal => kept.Cut(other),
            _ => kept,
        };
    }

    static BinaryOperator Turned(BinaryOperator op) => op switch
    {
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        _ => op,
    };
}
