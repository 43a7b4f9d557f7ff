namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>sort(v)</c> and <c>sort_desc(v)</c>.</summary>
sealed class SortOperator(VectorOperator inner, bool descends) : VectorOperator
{
    readonly List<VectorSample> result = [];
    readonly UniqueSeries unique = new();

    internal override void Begin(long from, long to) => inner.Begin(from, to);

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        result.AddRange(inner.At(time));
        SampleOrder.Sort(result, 0, descends);
        unique.Demand(result);
        return result;
    }
}
