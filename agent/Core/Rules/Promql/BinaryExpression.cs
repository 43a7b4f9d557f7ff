namespace MetricsAgent.Rules.Promql;

/// <summary>Two expressions with an operator between them.</summary>
/// <param name="matching">Null unless both sides are vectors.</param>
/// <param name="returnsBool">A comparison that gives 0 or 1 instead of filtering.</param>
public sealed class BinaryExpression(BinaryOperator op, Expression left, Expression right, VectorMatching? matching, bool returnsBool) : Expression
{
    public BinaryOperator Operator { get; } = op;

    public Expression Left { get; } = left;

    public Expression Right { get; } = right;

    public VectorMatching? Matching { get; } = matching;

    public bool ReturnsBool { get; } = returnsBool;

    public override ValueType Type => Left.Type == ValueType.Scalar && Right.Type == ValueType.Scalar ? ValueType.Scalar : ValueType.Vector;

    public override IReadOnlyList<Expression> Children { get; } = [left, right];

    public override string ToString() => $"{Left} {Operator.Text()}{(ReturnsBool ? " bool" : "")}{Matching} {Right}";
}
