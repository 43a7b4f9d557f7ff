namespace MetricsAgent.Rules.Promql;

/// <summary>A text in quotes.</summary>
public sealed class StringLiteral(string value) : Expression
{
    public string Value { get; } = value;

    public override ValueType Type => ValueType.Text;

    public override string ToString() => GoQuote.Text(Value);
}
