using MetricsAgent.Rules.Promql;
using ValueType = MetricsAgent.Rules.Promql.ValueType;

namespace MetricsAgent.Rules;

/// <summary>The comparison with a number that decides an alert.</summary>
/// <param name="Measured">What is compared.</param>
/// <param name="Operator">Of the alert, with the number on its right: <c>&gt;</c> fires above it.</param>
public sealed record Threshold(Expression Measured, BinaryOperator Operator, double Limit)
{
    /// <summary>What it should be, so that nothing fires: <c>&lt;= 0.7</c>.</summary>
    public string Target => $"{Opposite(Operator).Text()} {PromqlNumber.Format(Limit)}";

    /// <summary>Whether one value is farther on the bad side than another.</summary>
    public bool IsWorse(double value, double other) => Operator switch
    {
        BinaryOperator.Greater or BinaryOperator.GreaterOrEqual => value > other,
        BinaryOperator.Less or BinaryOperator.LessOrEqual => value < other,
        BinaryOperator.Equal => value == Limit && other != Limit,
        _ => value != Limit && other == Limit,
    };

    /// <summary>Null where no number decides. What comes after <c>and</c> and <c>unless</c> only restricts.</summary>
    public static Threshold? Of(Expression expression)
    {
        if (expression.Unwrapped is not BinaryExpression binary)
            return null;
        if (binary.Operator is BinaryOperator.And or BinaryOperator.Unless)
            return Of(binary.Left);
        if (!binary.Operator.IsComparison() || binary.ReturnsBool)
            return null;
        if (Number(binary.Right) is { } right && binary.Left.Type == ValueType.Vector)
            return new(binary.Left, binary.Operator, right);
        return Number(binary.Left) is { } left && binary.Right.Type == ValueType.Vector ? new(binary.Right, Mirrored(binary.Operator), left) : null;
    }

    static double? Number(Expression expression) => expression.Unwrapped switch
    {
        NumberLiteral number => number.Value,
        UnaryExpression { Negates: var negates, Inner: var inner } when Number(inner) is { } value => negates ? -value : value,
        BinaryExpression binary when Number(binary.Left) is { } left && Number(binary.Right) is { } right => Calculate(binary.Operator, left, right),
        _ => null,
    };

    /// <summary>As people write sizes and times: <c>5 * 1024 * 1024</c>.</summary>
    static double? Calculate(BinaryOperator op, double left, double right) => op switch
    {
        BinaryOperator.Add => left + right,
        BinaryOperator.Subtract => left - right,
        BinaryOperator.Multiply => left * right,
        BinaryOperator.Divide => left / right,
        BinaryOperator.Power => Math.Pow(left, right),
        _ => null,
    };

    static BinaryOperator Opposite(BinaryOperator op) => op switch
    {
        BinaryOperator.Greater => BinaryOperator.LessOrEqual,
        BinaryOperator.GreaterOrEqual => BinaryOperator.Less,
        BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
        BinaryOperator.LessOrEqual => BinaryOperator.Greater,
        BinaryOperator.Equal => BinaryOperator.NotEqual,
        _ => BinaryOperator.Equal,
    };

    static BinaryOperator Mirrored(BinaryOperator op) => op switch
    {
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        _ => op,
    };
}
