using System.Runtime.InteropServices;
using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>quantile(q, v)</c> of each group.</summary>
sealed class QuantileOperator(Aggregation aggregation, ScalarOperator parameter, VectorOperator inner, QueryRun run) : VectorOperator
{
    readonly Grouping grouping = new(aggregation.Grouping, aggregation.Without);
    readonly List<List<double>> groups = [];

    internal override void Begin(long from, long to)
    {
        grouping.Begin();
        parameter.Begin(from, to);
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var quantile = parameter.At(time);
        run.WarnOfQuantile(quantile);
        grouping.Clear();
        foreach (var group in groups)
            group.Clear();
        foreach (var (labels, value) in inner.At(time))
        {
            var index = grouping.IndexOf(labels);
            if (index == groups.Count)
                groups.Add([]);
            groups[index].Add(value);
        }

        for (var i = 0; i < grouping.Count; i++)
            result.Add(new(grouping.LabelsOf(i), QuantileOf.Values(quantile, CollectionsMarshal.AsSpan(groups[i]))));
    }
}
