using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>Keeps what an expression gives as series of its own name.</summary>
/// <param name="labels">Set on each of them; an empty value takes a label away.</param>
public sealed class RecordingRule(string name, Expression expression, IReadOnlyList<Label> labels) : Rule(name, expression)
{
    /// <summary>What the series of the last evaluation are called: mostly those of the next one.</summary>
    Dictionary<Labels, Labels> names = [];

    public IReadOnlyList<Label> AddedLabels { get; } = labels;

    private protected override IReadOnlyList<VectorSample> Samples(RuleRun run)
    {
        var result = Query(run);
        if (run.Limit > 0 && result.Count > run.Limit)
            throw new RuleException($"exceeded limit of {run.Limit} with {result.Count} series");

        HashSet<Labels> seen = new(result.Count);
        Dictionary<Labels, Labels> next = new(result.Count);
        var samples = new VectorSample[result.Count];
        for (var i = 0; i < samples.Length; i++)
        {
            if (!names.TryGetValue(result[i].Labels, out var named))
                named = Labels.Of([.. result[i].Labels.AsSpan(), new(Labels.MetricName, Name), .. AddedLabels]);
            next[result[i].Labels] = named;
            if (!seen.Add(named))
                throw new RuleException("vector contains metrics with the same labelset after applying rule labels");
            samples[i] = new(named, result[i].Value);
        }

        names = next;
        return samples;
    }
}
