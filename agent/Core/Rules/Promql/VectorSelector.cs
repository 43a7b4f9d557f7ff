namespace MetricsAgent.Rules.Promql;

/// <summary>The newest value of each series that matches.</summary>
/// <param name="name">The metric's name, where it is written before the braces or needs none.</param>
/// <param name="matchers">All of them, the name's among them.</param>
public sealed class VectorSelector(string name, IReadOnlyList<LabelMatcher> matchers) : Expression
{
    public string Name { get; } = name;

    public IReadOnlyList<LabelMatcher> Matchers { get; } = matchers;

    public TimeModifier Time { get; internal set; }

    public override ValueType Type => ValueType.Vector;

    public override string ToString() => Selector() + Time;

    /// <summary>Without its time.</summary>
    public string Selector()
    {
        List<string> inBraces = [];
        foreach (var matcher in Matchers)
        {
            if (matcher.Name != Labels.MetricName || matcher.Kind != MatchKind.Equal || matcher.Value != Name || Name.Length == 0)
                inBraces.Add(Text(matcher));
        }

        if (inBraces.Count == 0)
            return Name;
        inBraces.Sort(Utf8Order.Instance);
        return $"{Name}{{{string.Join(',', inBraces)}}}";
    }

    static string Text(LabelMatcher matcher) => $"{QuotedText.LabelName(matcher.Name)}{matcher.Kind.Text()}{GoQuote.Text(matcher.Value)}";
}
