namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>A function of each value, with up to two numbers that are the same for all.</summary>
/// <param name="function">From a value and the numbers; null drops the series.</param>
sealed class ValueFunctionOperator(VectorOperator inner, Func<double, double, double, double?> function, QueryRun run, params ScalarOperator[] numbers) : VectorOperator
{
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        inner.Begin(from, to);
        foreach (var number in numbers)
            number.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var first = numbers.Length > 0 ? numbers[0].At(time) : 0;
        var second = numbers.Length > 1 ? numbers[1].At(time) : 0;
        foreach (var (labels, value) in inner.At(time))
        {
            if (function(value, first, second) is { } made)
                result.Add(new(labels.WithoutMetric, made));
        }

        unique.Demand(result);
    }
}
