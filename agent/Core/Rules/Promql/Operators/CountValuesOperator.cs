namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>count_values("label", v)</c>: how many series have each value, which becomes a label.</summary>
sealed class CountValuesOperator(Aggregation aggregation, string label, VectorOperator inner, QueryRun run) : VectorOperator
{
    readonly Grouping grouping = new(aggregation.Without ? aggregation.Grouping : [.. aggregation.Grouping, label], aggregation.Without);
    readonly List<int> counts = [];
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to)
    {
        if (label.Length == 0)
            throw new EvaluationException("invalid label name \"\"");
        grouping.Begin();
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        grouping.Clear();
        counts.Clear();
        foreach (var (labels, value) in inner.At(time))
        {
            var index = grouping.IndexOf(labels.With(label, PromqlNumber.Format(value)));
            if (index == counts.Count)
                counts.Add(0);
            counts[index]++;
        }

        for (var i = 0; i < counts.Count; i++)
            result.Add(new(grouping.LabelsOf(i), counts[i]));
        unique.Demand(result);
    }
}
