namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>Which group each series is in. Groups are numbered in the order in which a step meets them.</summary>
sealed class Grouping(IReadOnlyList<string> names, bool without)
{
    readonly Remembered<Labels, Labels> labels = new(series => Of(series, names, without));
    readonly Dictionary<Labels, int> indexes = [];
    readonly List<Labels> groups = [];

    internal int Count => groups.Count;

    internal void Begin() => labels.Begin();

    internal void Clear()
    {
        indexes.Clear();
        groups.Clear();
    }

    internal Labels LabelsOf(int index) => groups[index];

    internal int IndexOf(Labels series)
    {
        var group = !without && names.Count == 0 ? Labels.None : labels.Of(series);
        if (!indexes.TryGetValue(group, out var index))
        {
            indexes[group] = index = groups.Count;
            groups.Add(group);
        }

        return index;
    }

    static Labels Of(Labels series, IReadOnlyList<string> names, bool without) =>
        without ? series.Without([Labels.MetricName, .. names]) : series.Only(names);
}
