namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>sort(v)</c> and <c>sort_desc(v)</c>.</summary>
sealed class SortOperator(VectorOperator inner, bool descends, QueryRun run) : VectorOperator
{
    readonly UniqueSeries unique = new(run);

    internal override void Begin(long from, long to) => inner.Begin(from, to);

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        result.AddRange(inner.At(time));
        SampleOrder.Sort(result, 0, descends);
        unique.Demand(result);
    }
}
