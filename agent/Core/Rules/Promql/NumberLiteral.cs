namespace MetricsAgent.Rules.Promql;

/// <summary>A number, or a duration that stands for its seconds.</summary>
/// <param name="isDuration">Written as <c>5m</c>.</param>
public sealed class NumberLiteral(double value, bool isDuration = false) : Expression
{
    public double Value { get; } = value;

    public bool IsDuration { get; } = isDuration;

    public override ValueType Type => ValueType.Scalar;

    public override string ToString() => IsDuration ? PromqlDuration.Format(Value) : PromqlNumber.Format(Value);
}
