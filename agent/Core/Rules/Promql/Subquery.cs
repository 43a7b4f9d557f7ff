namespace MetricsAgent.Rules.Promql;

/// <summary>An expression evaluated at many times up to the evaluation: <c>rate(x[5m])[1h:1m]</c>.</summary>
/// <param name="step">Null for the evaluator's default.</param>
public sealed class Subquery(Expression inner, TimeSpan range, TimeSpan? step) : Expression
{
    public Expression Inner { get; } = inner;

    public TimeSpan Range { get; } = range;

    public TimeSpan? Step { get; } = step;

    public TimeModifier Time { get; internal set; }

    public override ValueType Type => ValueType.Matrix;

    public override IReadOnlyList<Expression> Children { get; } = [inner];

    public override string ToString() => $"{Inner}[{PromqlDuration.Format(Range)}:{(Step is { } step ? PromqlDuration.Format(step) : "")}]{Time}";
}
