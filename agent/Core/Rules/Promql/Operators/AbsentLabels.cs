namespace MetricsAgent.Rules.Promql.Operators;

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
