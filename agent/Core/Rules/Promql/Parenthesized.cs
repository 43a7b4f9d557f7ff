namespace MetricsAgent.Rules.Promql;

/// <summary>An expression in parentheses.</summary>
public sealed class Parenthesized(Expression inner) : Expression
{
    public Expression Inner { get; } = inner;

    public override ValueType Type => Inner.Type;

    public override IReadOnlyList<Expression> Children { get; } = [inner];

    public override string ToString() => $"({Inner})";
}
