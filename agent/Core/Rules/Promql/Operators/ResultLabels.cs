namespace MetricsAgent.Rules.Promql;

/// <summary>What an operator makes of series' labels, remembered: the same series come at every step.</summary>
/// <param name="make">From a series' labels to those of the result.</param>
sealed class ResultLabels(Func<Labels, Labels> make)
{
    const int Most = 100_000;

    static readonly string[] Metadata = [Labels.MetricName, "__type__", "__unit__"];

    readonly Dictionary<Labels, Labels> made = [];

    /// <summary>Without the metric's name, which would no longer be true.</summary>
    internal static ResultLabels WithoutName() => new(labels => labels.Without(Metadata));

    internal Labels Of(Labels labels)
    {
        if (made.TryGetValue(labels, out var result))
            return result;
        if (made.Count >= Most)
            made.Clear();
        return made[labels] = make(labels);
    }
}
