namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>timestamp(v)</c>: when each value was sampled, in seconds; of a computed value, the time of evaluation.</summary>
sealed class TimestampOperator(VectorOperator inner) : VectorOperator
{
    readonly ResultLabels<Labels> withoutName = ResultLabels.WithoutName();
    readonly List<VectorSample> result = [];
    readonly UniqueSeries unique = new();

    internal override void Begin(long from, long to)
    {
        withoutName.Begin();
        inner.Begin(from, to);
    }

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        var selector = inner as SelectorOperator;
        foreach (var (labels, value) in selector?.At(time, asTimes: true) ?? inner.At(time))
            result.Add(new(withoutName.Of(labels), selector is null ? time / 1000.0 : value));
        unique.Demand(result);
        return result;
    }
}
