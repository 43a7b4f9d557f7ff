namespace MetricsAgent.Rules.Promql;

/// <summary>All values of each series that matches, of a time up to the evaluation: <c>x[5m]</c>.</summary>
public sealed class MatrixSelector(VectorSelector selector, TimeSpan range) : Expression
{
    public VectorSelector Selector { get; } = selector;

    public TimeSpan Range { get; } = range;

    public override ValueType Type => ValueType.Matrix;

    public override IReadOnlyList<Expression> Children { get; } = [selector];

    public override string ToString() => $"{Selector.Selector()}[{PromqlDuration.Format(Range)}]{Selector.Time}";
}
