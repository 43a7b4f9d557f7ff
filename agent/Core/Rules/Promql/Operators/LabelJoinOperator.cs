namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>label_join(v, dst, separator, src…)</c>: a label made of others.</summary>
sealed class LabelJoinOperator(VectorOperator inner, string destination, string separator, string[] sources) : VectorOperator
{
    readonly ResultLabels<Labels> joined = new(labels => labels.With(destination, string.Join(separator, sources.Select(source => labels[source]))));
    readonly List<VectorSample> result = [];
    readonly UniqueSeries unique = new();

    internal override void Begin(long from, long to)
    {
        if (sources.Contains(""))
            throw new EvaluationException("invalid source label name in label_join(): ");
        if (destination.Length == 0)
            throw new EvaluationException("invalid destination label name in label_join(): ");
        unique.Begin();
        joined.Begin();
        inner.Begin(from, to);
    }

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        foreach (var (labels, value) in inner.At(time))
        {
            var made = joined.Of(labels);
            unique.Demand(made, labels);
            result.Add(new(made, value));
        }

        return result;
    }
}
