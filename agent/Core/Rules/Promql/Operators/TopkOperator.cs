namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>topk(k, v)</c> and <c>bottomk(k, v)</c>: the series with the k greatest or least values of each group, best first.</summary>
sealed class TopkOperator(Aggregation aggregation, ScalarOperator parameter, VectorOperator inner) : VectorOperator
{
    readonly Grouping grouping = new(aggregation.Grouping, aggregation.Without);
    readonly List<SampleHeap> groups = [];

    internal override void Begin(long from, long to)
    {
        grouping.Begin();
        parameter.Begin(from, to);
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var k = parameter.At(time);
        var vector = inner.At(time);
        if (k < 1 || vector.Count == 0)
            return;
        if (!(k < long.MaxValue))
            throw new EvaluationException($"Scalar value {PromqlNumber.Format(k)} overflows int64");

        var most = (int)Math.Min(k, vector.Count);
        grouping.Clear();
        foreach (var heap in groups)
            heap.Clear();
        foreach (var sample in vector)
        {
            var index = grouping.IndexOf(sample.Labels);
            if (index == groups.Count)
                groups.Add(new(aggregation.Operator == AggregateOperator.Bottomk));
            groups[index].Offer(sample, most);
        }

        for (var i = 0; i < grouping.Count; i++)
            groups[i].MoveTo(result);
    }
}
