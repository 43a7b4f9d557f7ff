using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>A function of ranges, series by series.</summary>
/// <param name="argument">The number it takes besides, if it takes one.</param>
sealed class RangeFunctionOperator(FunctionCall call, RangeFunction function, MatrixOperator matrix, ScalarOperator? argument, QueryRun run) : VectorOperator
{
    readonly bool isQuantile = call.Function.Name == "quantile_over_time";

    // The last value is still that of the metric; what other functions make of its values is not.
    readonly bool keepsName = call.Function.Name == "last_over_time";
    readonly UniqueSeries unique = new(run);
    bool hasSteps;

    internal override void Begin(long from, long to)
    {
        hasSteps = from != to;
        unique.Begin();
        matrix.Begin(from, to);
        argument?.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var number = argument?.At(time) ?? 0;
        var end = matrix.EndAt(time);
        foreach (var (labels, times, values) in matrix.At(time))
        {
            if (isQuantile)
                run.WarnOfQuantile(number);
            var input = new RangeInput(times.Span, values.Span) { Time = time, End = end, Range = matrix.Range, Argument = number };
            if (function(input) is not { } value)
                continue;
            var made = keepsName ? labels : labels.WithoutMetric;
            if (hasSteps)
                unique.Demand(made, labels);
            result.Add(new(made, value));
        }

        if (!hasSteps)
            unique.Demand(result);
    }
}
