namespace MetricsAgent.Rules.Promql;

/// <summary>Series grouped by their labels, and one or some of each group: <c>sum by (job) (x)</c>.</summary>
/// <param name="parameter">The number or text before the vector, where the operator takes one.</param>
/// <param name="grouping">The labels of <c>by</c> or <c>without</c>.</param>
public sealed class Aggregation(AggregateOperator op, Expression inner, Expression? parameter, IReadOnlyList<string> grouping, bool without) : Expression
{
    public AggregateOperator Operator { get; } = op;

    public Expression Inner { get; } = inner;

    public Expression? Parameter { get; } = parameter;

    public IReadOnlyList<string> Grouping { get; } = grouping;

    /// <summary>Whether <see cref="Grouping"/> is dropped rather than kept.</summary>
    public bool Without { get; } = without;

    public override ValueType Type => ValueType.Vector;

    public override IReadOnlyList<Expression> Children { get; } = parameter is null ? [inner] : [parameter, inner];

    public override string ToString()
    {
        var groups = Without ? $" without ({QuotedText.LabelNames(Grouping)}) " : Grouping.Count > 0 ? $" by ({QuotedText.LabelNames(Grouping)}) " : "";
        return $"{Operator.Text()}{groups}({(Parameter is null ? "" : $"{Parameter}, ")}{Inner})";
    }
}
