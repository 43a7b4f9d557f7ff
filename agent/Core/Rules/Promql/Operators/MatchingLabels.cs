namespace MetricsAgent.Rules.Promql;

/// <summary>The labels by which series of two vectors belong together, and those of what becomes of them.</summary>
sealed class MatchingLabels(VectorMatching matching, bool keepsName)
{
    readonly ResultLabels signatures = new(labels => matching.On ? labels.Only(matching.Labels) : labels.Without([Labels.MetricName, .. matching.Labels]));
    readonly ResultLabels kept = new(labels => Kept(labels, matching, keepsName));
    readonly Dictionary<(Labels Many, Labels One), Labels> included = [];

    internal Labels Signature(Labels labels) => signatures.Of(labels);

    /// <param name="many">The side whose labels stay; the left one where there is no such side.</param>
    internal Labels Result(Labels many, Labels one)
    {
        if (matching.Included.Count == 0)
            return kept.Of(many);
        if (!included.TryGetValue((many, one), out var result))
        {
            result = kept.Of(many);
            foreach (var name in matching.Included)
                result = result.With(name, one[name]);
            if (included.Count >= 100_000)
                included.Clear();
            included[(many, one)] = result;
        }

        return result;
    }

    static Labels Kept(Labels labels, VectorMatching matching, bool keepsName)
    {
        if (!keepsName)
            labels = labels.Without([Labels.MetricName, "__type__", "__unit__"]);
        return matching.Cardinality != Cardinality.OneToOne ? labels
            : matching.On ? labels.Only(matching.Labels)
            : labels.Without(matching.Labels);
    }
}
