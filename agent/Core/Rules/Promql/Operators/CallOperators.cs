using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The operators of functions that give vectors.</summary>
sealed class CallOperators(OperatorTree tree, QueryRun run)
{
    /// <summary>The text of an argument that is one.</summary>
    internal static string Text(Expression argument) => ((StringLiteral)argument.Unwrapped).Value;

    internal VectorOperator Of(FunctionCall call)
    {
        var arguments = call.Arguments;
        var name = call.Function.Name;
        if (RangeFunctions.ByName.TryGetValue(name, out var ofRange))
            return OfRange(call, ofRange);
        if (ValueFunctions.ByName.TryGetValue(name, out var ofValue))
            return new ValueFunctionOperator(tree.Vector(arguments[0]), (value, _, _) => ofValue(value), run);
        if (DateFunctions.ByName.TryGetValue(name, out var ofDate))
            return arguments.Count == 0 ? new DateOperator(ofDate) : new ValueFunctionOperator(tree.Vector(arguments[0]), (value, _, _) => ofDate(value), run);

        return name switch
        {
            "absent" => new AbsentOperator(arguments[0], tree.Vector(arguments[0])),
            "absent_over_time" => new AbsentOperator(arguments[0], tree.Matrix(arguments[0])),
            "histogram_quantile" => new HistogramQuantileOperator(tree.Scalar(arguments[0]), tree.Vector(arguments[1]), run),
            "label_join" => new RelabelOperator(tree.Vector(arguments[0]), LabelFunction.Join(Text(arguments[1]), Text(arguments[2]), [.. arguments.Skip(3).Select(Text)]), run),
            "label_replace" => new RelabelOperator(
                tree.Vector(arguments[0]), LabelFunction.Replace(Text(arguments[1]), Text(arguments[2]), Text(arguments[3]), Text(arguments[4])), run),
            "sort" or "sort_desc" => new SortOperator(tree.Vector(arguments[0]), descends: name == "sort_desc", run),
            "timestamp" => new TimestampOperator(tree.Vector(arguments[0]), run),
            "vector" => new FromScalarOperator(tree.Scalar(arguments[0])),
            _ => OfValueAndNumbers(call),
        };
    }

    RangeFunctionOperator OfRange(FunctionCall call, RangeFunction function)
    {
        var matrix = call.Arguments.First(argument => argument.Type == ValueType.Matrix);
        var number = call.Arguments.FirstOrDefault(argument => argument.Type == ValueType.Scalar);
        return new(call, function, tree.Matrix(matrix), number is null ? null : tree.Scalar(number), run);
    }

    ValueFunctionOperator OfValueAndNumbers(FunctionCall call)
    {
        var vector = tree.Vector(call.Arguments[0]);
        ScalarOperator[] numbers = [.. call.Arguments.Skip(1).Select(tree.Scalar)];
        return call.Function.Name switch
        {
            "clamp" => new(vector, (value, min, max) => max < min ? null : ValueFunctions.Clamp(value, min, max), run, numbers),
            "clamp_max" => new(vector, (value, max, _) => ValueFunctions.Clamp(value, double.NegativeInfinity, max), run, numbers),
            "clamp_min" => new(vector, (value, min, _) => ValueFunctions.Clamp(value, min, double.PositiveInfinity), run, numbers),
            "round" when numbers.Length == 0 => new(vector, (value, _, _) => ValueFunctions.Round(value, 1), run),
            "round" => new(vector, (value, nearest, _) => ValueFunctions.Round(value, nearest), run, numbers),
            _ => throw new InvalidOperationException($"no function: {call}"),
        };
    }
}
