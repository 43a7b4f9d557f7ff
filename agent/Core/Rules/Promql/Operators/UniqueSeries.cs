namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Sees to it that no two series of a result have the same labels.</summary>
sealed class UniqueSeries(QueryRun run)
{
    readonly Dictionary<Labels, Labels> sources = [];

    internal void Begin() => sources.Clear();

    /// <exception cref="EvaluationException">Two have.</exception>
    internal void Demand(List<VectorSample> result)
    {
        if (result.Count < 2)
            return;
        run.Seen.Clear();
        foreach (var sample in result)
        {
            if (!run.Seen.Add(sample.Labels))
                throw Duplicate();
        }
    }

    /// <summary>Not even at different steps of a query.</summary>
    /// <exception cref="EvaluationException">Another series has become this one before.</exception>
    internal void Demand(Labels result, Labels source)
    {
        if (!sources.TryAdd(result, source) && !sources[result].Equals(source))
            throw Duplicate();
    }

    static EvaluationException Duplicate() => new("vector cannot contain metrics with the same labelset");
}
