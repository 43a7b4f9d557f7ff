namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Makes operators of an expression.</summary>
/// <param name="compared">
/// What expressions compare with a number, by its text. Rules that warn and rules that page differ in that number only, and what the one has
/// learned about series is of use to the other. No more of an expression may be shared: two parts of one must not have the same operator.
/// </param>
sealed class OperatorTree(QueryRun run, Dictionary<string, VectorOperator> compared)
{
    /// <summary>Of a whole expression.</summary>
    internal Operator Of(Expression expression) => expression.Type switch
    {
        ValueType.Scalar => Scalar(expression),
        ValueType.Vector when expression.Unwrapped is BinaryExpression { Left.Type: ValueType.Vector, Right.Type: ValueType.Scalar } binary && binary.Operator.IsComparison()
            => new VectorScalarOperator(binary.Operator, Compared(binary.Left), Scalar(binary.Right), isSwapped: false, binary.ReturnsBool, run),
        ValueType.Vector => Vector(expression),
        _ => Matrix(expression),
    };

    internal ScalarOperator Scalar(Expression expression) => expression switch
    {
        NumberLiteral number => new ConstantOperator(number.Value),
        Parenthesized inner => Scalar(inner.Inner),
        UnaryExpression { Negates: false } unary => Scalar(unary.Inner),
        UnaryExpression unary => new ScalarNegation(Scalar(unary.Inner)),
        BinaryExpression binary => new ScalarBinaryOperator(binary.Operator, Scalar(binary.Left), Scalar(binary.Right)),
        FunctionCall { Function.Name: "time" } => new TimeOperator(),
        FunctionCall { Function.Name: "pi" } => new ConstantOperator(Math.PI),
        FunctionCall { Function.Name: "scalar" } call => new OnlyValueOperator(Vector(call.Arguments[0])),
        _ => throw new InvalidOperationException($"no scalar: {expression}"),
    };

    internal VectorOperator Vector(Expression expression) => expression switch
    {
        VectorSelector selector => new SelectorOperator(selector, run),
        Parenthesized inner => Vector(inner.Inner),
        UnaryExpression { Negates: false } unary => Vector(unary.Inner),
        UnaryExpression unary => new NegationOperator(Vector(unary.Inner), run),
        BinaryExpression binary => Binary(binary),
        Aggregation aggregation => Aggregated(aggregation),
        FunctionCall call => new CallOperators(this, run).Of(call),
        _ => throw new InvalidOperationException($"no vector: {expression}"),
    };

    internal MatrixOperator Matrix(Expression expression) => expression.Unwrapped switch
    {
        MatrixSelector matrix => new RangeOperator(matrix, run),
        Subquery subquery => new SubqueryOperator(subquery, Vector(subquery.Inner), run),
        _ => throw new InvalidOperationException($"no matrix: {expression}"),
    };

    VectorOperator Compared(Expression expression)
    {
        var text = expression.ToString();
        if (!compared.TryGetValue(text, out var op))
            compared.Add(text, op = Vector(expression));
        return op;
    }

    VectorOperator Binary(BinaryExpression binary)
    {
        if (binary.Left.Type == ValueType.Scalar)
            return new VectorScalarOperator(binary.Operator, Vector(binary.Right), Scalar(binary.Left), isSwapped: true, binary.ReturnsBool, run);
        var left = Vector(binary.Left);
        if (binary.Right.Type == ValueType.Scalar)
            return new VectorScalarOperator(binary.Operator, left, Scalar(binary.Right), isSwapped: false, binary.ReturnsBool, run);
        return binary.Operator.IsSet() ? new SetOperator(binary, left, Vector(binary.Right), run) : new VectorBinaryOperator(binary, left, Vector(binary.Right), run);
    }

    VectorOperator Aggregated(Aggregation aggregation)
    {
        var inner = Vector(aggregation.Inner);
        return aggregation.Operator switch
        {
            AggregateOperator.Quantile => new QuantileOperator(aggregation, Scalar(aggregation.Parameter!), inner, run),
            AggregateOperator.Topk or AggregateOperator.Bottomk => new TopkOperator(aggregation, Scalar(aggregation.Parameter!), inner),
            AggregateOperator.CountValues => new CountValuesOperator(aggregation, CallOperators.Text(aggregation.Parameter!), inner, run),
            _ => new AggregationOperator(aggregation, inner),
        };
    }
}
