namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>timestamp(v)</c>: when each value was sampled, in seconds; of a computed value, the time of evaluation.</summary>
sealed class TimestampOperator(VectorOperator inner, QueryRun run) : VectorOperator
{
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to) => inner.Begin(from, to);

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var selector = inner as SelectorOperator;
        foreach (var (labels, value) in selector?.TimesAt(time) ?? inner.At(time))
            result.Add(new(labels.WithoutMetric, selector is null ? time / 1000.0 : value));
        unique.Demand(result);
    }
}
