using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>Series of one metric's name, or all, and which of them selectors match.</summary>
sealed class SeriesGroup
{
    /// <summary>More than any rules have; whoever comes with other selectors every time costs no more memory than this.</summary>
    const int MostSelections = 1000;

    readonly List<HistorySeries> all = [];
    readonly Dictionary<IReadOnlyList<LabelMatcher>, List<HistorySeries>> selections = new(ReferenceEqualityComparer.Instance);

    internal IReadOnlyList<HistorySeries> All => all;

    internal void Add(HistorySeries series)
    {
        all.Add(series);
        selections.Clear();
    }

    internal void RemoveForgotten()
    {
        all.RemoveAll(series => series.IsForgotten);
        selections.Clear();
    }

    /// <summary>Those that all matchers match. A rule comes with the same list every time, which is remembered as long as no series comes or goes.</summary>
    internal List<HistorySeries> Select(IReadOnlyList<LabelMatcher> matchers)
    {
        if (selections.TryGetValue(matchers, out var known))
            return known;
        if (selections.Count == MostSelections)
            selections.Clear();
        var found = Find(matchers);
        selections.Add(matchers, found);
        return found;
    }

    /// <summary>As <see cref="Select"/>, and leaves everything as it is.</summary>
    internal List<HistorySeries> Find(IReadOnlyList<LabelMatcher> matchers) => all.FindAll(series => LabelMatcher.All(matchers, series.Labels));
}
