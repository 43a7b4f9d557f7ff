namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>Whether what is well written also makes sense. The first fault is told only when nothing is written wrongly, as Prometheus does.</summary>
sealed class TypeCheck(string text)
{
    PromqlException? fault;

    internal void ThrowIfWrong()
    {
        if (fault is not null)
            throw fault;
    }

    internal VectorSelector Selector(VectorSelector selector)
    {
        if (selector.Name.Length == 0)
        {
            if (!selector.Matchers.Any(matcher => !matcher.Matches("")))
                Reject(selector, "vector selector must contain at least one non-empty matcher");
            return selector;
        }

        foreach (var matcher in selector.Matchers.SkipLast(1))
        {
            if (matcher.Name == Labels.MetricName)
                Reject(selector, $"metric name must not be set twice: {GoQuote.Text(selector.Name)} or {GoQuote.Text(matcher.Value)}");
        }

        return selector;
    }

    internal Expression Brackets(Expression expression)
    {
        if (expression is Subquery { Inner.Type: not ValueType.Vector } subquery)
            Reject(expression, $"subquery is only allowed on instant vector, got {Short(subquery.Inner.Type)} instead");
        return expression;
    }

    internal UnaryExpression Unary(UnaryExpression unary)
    {
        if (!IsNumeric(unary.Inner))
            Reject(unary, $"unary expression only allowed on expressions of type scalar or instant vector, got \"{unary.Type.Documented()}\"");
        return unary;
    }

    internal Aggregation Aggregation(Aggregation aggregation)
    {
        Expect(aggregation.Inner, ValueType.Vector, "aggregation expression");
        if (aggregation.Parameter is { } parameter)
            Expect(parameter, aggregation.Operator == AggregateOperator.CountValues ? ValueType.Text : ValueType.Scalar, "aggregation parameter");
        return aggregation;
    }

    internal FunctionCall Call(FunctionCall call)
    {
        var (function, count) = (call.Function, call.Arguments.Count);
        if (function.Optional == 0 && count != function.Least)
            Reject(call, $"expected {function.Least} argument(s) in call to \"{function.Name}\", got {count}");
        else if (count < function.Least)
            Reject(call, $"expected at least {function.Least} argument(s) in call to \"{function.Name}\", got {count}");
        else if (count > function.Most)
            Reject(call, $"expected at most {function.Most} argument(s) in call to \"{function.Name}\", got {count}");

        for (var i = 0; i < count && function.Arguments.Count > 0; i++)
            Expect(call.Arguments[i], function.Arguments[Math.Min(i, function.Arguments.Count - 1)], $"call to function \"{function.Name}\"");
        return call;
    }

    internal BinaryExpression Binary(BinaryOperator op, Expression left, Expression right, VectorMatching matching, bool returnsBool)
    {
        var areVectors = left.Type == ValueType.Vector && right.Type == ValueType.Vector;
        var isOneToOne = matching.Cardinality == Cardinality.OneToOne;
        var kept = !areVectors ? null : op.IsSet() && isOneToOne ? matching with { Cardinality = Cardinality.ManyToMany } : matching;
        var binary = new BinaryExpression(op, left, right, kept, returnsBool) { Start = left.Start, End = right.End };

        if (returnsBool && !op.IsComparison())
            Reject(AfterSpaces(left.End), "bool modifier can only be used on comparison operators");
        if (op.IsComparison() && !returnsBool && binary.Type == ValueType.Scalar)
            Reject(AfterSpaces(left.End), "comparisons between scalars must use BOOL modifier");
        if (matching.On && matching.Labels.Intersect(matching.Included).FirstOrDefault() is { } both)
            Reject(AfterSpaces(left.End), $"label {GoQuote.Text(both)} must not occur in ON and GROUP clause at once");
        if (!IsNumeric(left) || !IsNumeric(right))
            Reject(IsNumeric(left) ? right : left, "binary expression must contain only scalar and instant vector types");
        if (!areVectors && matching.Labels.Count > 0)
            Reject(binary, "vector matching only allowed between instant vectors");
        if (areVectors && op.IsSet() && !isOneToOne)
            Reject(binary, $"no grouping allowed for \"{op.Text()}\" operation");
        if (op.IsSet() && (left.Type == ValueType.Scalar || right.Type == ValueType.Scalar))
            Reject(binary, $"set operator \"{op.Text()}\" not allowed in binary scalar expression");
        return binary;
    }

    void Expect(Expression expression, ValueType type, string context)
    {
        if (expression.Type != type)
            Reject(expression, $"expected type {type.Documented()} in {context}, got {expression.Type.Documented()}");
    }

    void Reject(Expression expression, string message) => Reject(expression.Start, message);

    void Reject(int position, string message) => fault ??= new(message, position);

    int AfterSpaces(int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\r')
            at++;
        return at;
    }

    static bool IsNumeric(Expression expression) => expression.Type is ValueType.Scalar or ValueType.Vector;

    static string Short(ValueType type) => type switch { ValueType.Matrix => "matrix", ValueType.Scalar => "scalar", _ => "string" };
}
