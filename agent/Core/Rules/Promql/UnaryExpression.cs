namespace MetricsAgent.Rules.Promql;

/// <summary><c>-x</c>, or <c>+x</c> that changes nothing.</summary>
public sealed class UnaryExpression(bool negates, Expression inner) : Expression
{
    public bool Negates { get; } = negates;

    public Expression Inner { get; } = inner;

    public override ValueType Type => Inner.Type;

    public override IReadOnlyList<Expression> Children { get; } = [inner];

    public override string ToString() => $"{(Negates ? '-' : '+')}{Inner}";
}
