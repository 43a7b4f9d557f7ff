namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>A minus before a vector.</summary>
sealed class NegationOperator(VectorOperator inner) : VectorOperator
{
    readonly ResultLabels<Labels> withoutName = ResultLabels.WithoutName();
    readonly UniqueSeries unique = new();

    internal override void Begin(long from, long to)
    {
        unique.Begin();
        withoutName.Begin();
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        foreach (var (labels, value) in inner.At(time))
        {
            result.Add(new(withoutName.Of(labels), -value));
            unique.Demand(result[^1].Labels, labels);
        }
    }
}
