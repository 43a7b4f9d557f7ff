namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The labels by which series of two vectors belong together, and those of what becomes of them.</summary>
sealed class MatchingLabels(VectorMatching matching, bool keepsName)
{
    readonly Remembered<Labels, Labels> signatures = new(labels => matching.On ? labels.Only(matching.Labels) : labels.Without([Labels.MetricName, .. matching.Labels]));
    readonly Remembered<Labels, Labels> kept = new(labels => Kept(labels, matching, keepsName));
    readonly Remembered<(Labels Many, Labels One), Labels> included = new(pair => Included(pair.Many, pair.One, matching, keepsName));

    internal void Begin()
    {
        signatures.Begin();
        kept.Begin();
        included.Begin();
    }

    internal Labels Signature(Labels labels) => signatures.Of(labels);

    /// <param name="many">The side whose labels stay; the left one where there is no such side.</param>
    internal Labels Result(Labels many, Labels one) => matching.Included.Count == 0 ? kept.Of(many) : included.Of((many, one));

    static Labels Included(Labels many, Labels one, VectorMatching matching, bool keepsName)
    {
        var result = Kept(many, matching, keepsName);
        foreach (var name in matching.Included)
            result = result.With(name, one[name]);
        return result;
    }

    static Labels Kept(Labels labels, VectorMatching matching, bool keepsName)
    {
        if (!keepsName)
            labels = labels.WithoutMetric;
        return matching.Cardinality != Cardinality.OneToOne ? labels
            : matching.On ? labels.Only(matching.Labels)
            : labels.Without(matching.Labels);
    }
}
