using System.Runtime.InteropServices;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>One value of each group: sum, avg, min, max, count, group, stddev, stdvar.</summary>
sealed class AggregationOperator(Aggregation aggregation, VectorOperator inner) : VectorOperator
{
    readonly Grouping grouping = new(aggregation.Grouping, aggregation.Without);
    readonly List<GroupState> groups = [];

    internal override void Begin(long from, long to)
    {
        grouping.Begin();
        inner.Begin(from, to);
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        grouping.Clear();
        groups.Clear();
        foreach (var (labels, value) in inner.At(time))
        {
            var index = grouping.IndexOf(labels);
            if (index == groups.Count)
                groups.Add(new(aggregation.Operator, value));
            else
                CollectionsMarshal.AsSpan(groups)[index].Add(value);
        }

        for (var i = 0; i < groups.Count; i++)
            result.Add(new(grouping.LabelsOf(i), groups[i].Result));
    }
}
