namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>absent(v)</c>: 1 when there is nothing, with the labels that the selector asks for.</summary>
sealed class AbsentOperator(Expression argument, VectorOperator inner) : VectorOperator
{
    readonly List<VectorSample> result = [];
    readonly Labels labels = AbsentLabels.Of(argument);

    internal override void Begin(long from, long to) => inner.Begin(from, to);

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        if (inner.At(time).Count == 0)
            result.Add(new(labels, 1));
        return result;
    }
}

/// <summary><c>absent_over_time(m)</c>: the same of a range.</summary>
sealed class AbsentOverTimeOperator(Expression argument, MatrixOperator inner) : VectorOperator
{
    readonly List<VectorSample> result = [];
    readonly Labels labels = AbsentLabels.Of(argument);

    internal override void Begin(long from, long to) => inner.Begin(from, to);

    internal override List<VectorSample> At(long time)
    {
        result.Clear();
        if (inner.At(time).Count == 0)
            result.Add(new(labels, 1));
        return result;
    }
}

/// <summary>The labels that a selector fixes to one value. One that it names twice is left out.</summary>
static class AbsentLabels
{
    internal static Labels Of(Expression argument)
    {
        var matchers = argument.Unwrapped switch
        {
            VectorSelector selector => selector.Matchers,
            MatrixSelector matrix => matrix.Selector.Matchers,
            _ => [],
        };
        Dictionary<string, string> labels = [];
        HashSet<string> fixedOnce = [];
        foreach (var matcher in matchers)
        {
            if (matcher.Name == Labels.MetricName)
                continue;
            if (matcher.Kind == MatchKind.Equal && fixedOnce.Add(matcher.Name))
                labels[matcher.Name] = matcher.Value;
            else
                labels.Remove(matcher.Name);
        }

        return Labels.Of(labels.Select(label => new Label(label.Key, label.Value)));
    }
}
