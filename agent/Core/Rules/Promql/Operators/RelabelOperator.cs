using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>label_replace</c> and <c>label_join</c>: the same values under other labels.</summary>
/// <param name="function">From the labels of a series to those it gets.</param>
sealed class RelabelOperator(VectorOperator inner, LabelFunction function, QueryRun run) : VectorOperator
{
    readonly Remembered<Labels, Labels> relabelled = new(function.Apply);
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        if (function.Fault is { } fault)
            throw new EvaluationException(fault);
        unique.Begin();
        relabelled.Begin();
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        foreach (var (labels, value) in inner.At(time))
        {
            var made = relabelled.Of(labels);
            unique.Demand(made, labels);
            result.Add(new(made, value));
        }
    }
}
