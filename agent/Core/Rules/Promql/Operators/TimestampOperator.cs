namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>timestamp(v)</c>: when each value was sampled, in seconds; of a computed value, the time of evaluation.</summary>
sealed class TimestampOperator(VectorOperator inner) : VectorOperator
{
    readonly ResultLabels<Labels> withoutName = ResultLabels.WithoutName();
    readonly UniqueSeries unique = new();

    internal override void Begin(long from, long to)
    {
        withoutName.Begin();
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var selector = inner as SelectorOperator;
        foreach (var (labels, value) in selector?.TimesAt(time) ?? inner.At(time))
            result.Add(new(withoutName.Of(labels), selector is null ? time / 1000.0 : value));
        unique.Demand(result);
    }
}
