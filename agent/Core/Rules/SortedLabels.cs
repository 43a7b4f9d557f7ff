namespace MetricsAgent.Rules;

/// <summary>Labels in the order of their names, each name once, as <see cref="Labels"/> has them.</summary>
static class SortedLabels
{
    /// <summary>So many are sorted by inserting them; somebody may send thousands.</summary>
    const int Few = 32;

    /// <param name="labels">In any order; of a name that comes twice, the last one counts. One without a value is left out.</param>
    internal static Label[] Of(IEnumerable<Label> labels)
    {
        Label[] sorted = [.. labels];
        if (sorted.Length <= Few)
            Insert(sorted);
        else
            sorted = [.. sorted.OrderBy(label => label.Name, Utf8Order.Instance)];

        var kept = 0;
        for (var i = 0; i < sorted.Length; i++)
        {
            var isLast = i == sorted.Length - 1 || sorted[i].Name != sorted[i + 1].Name;
            if (isLast && sorted[i].Value.Length > 0)
                sorted[kept++] = sorted[i];
        }

        return kept == sorted.Length ? sorted : sorted[..kept];
    }

    /// <summary>Equal names stay in their order.</summary>
    static void Insert(Label[] labels)
    {
        for (var i = 1; i < labels.Length; i++)
        {
            var label = labels[i];
            var place = i;
            for (; place > 0 && Utf8Order.Instance.Compare(labels[place - 1].Name, label.Name) > 0; place--)
                labels[place] = labels[place - 1];
            labels[place] = label;
        }
    }
}
