namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>A minus before a vector.</summary>
sealed class NegationOperator(VectorOperator inner, QueryRun run) : VectorOperator
{
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        unique.Begin();
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        foreach (var (labels, value) in inner.At(time))
        {
            result.Add(new(labels.WithoutMetric, -value));
            unique.Demand(result[^1].Labels, labels);
        }
    }
}
