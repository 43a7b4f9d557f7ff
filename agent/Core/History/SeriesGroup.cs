using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>Series of one metric's name, or all, and which of them selectors match.</summary>
/// <param name="series">Those that there are already.</param>
sealed class SeriesGroup(params IEnumerable<HistorySeries> series)
{
    /// <summary>More than any rules have; whoever comes with other selectors every time costs no more memory than this.</summary>
    const int MostSelections = 1000;

    readonly List<HistorySeries> all = [.. series];
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
    internal List<HistorySeries> Find(IReadOnlyList<LabelMatcher> matchers)
    {
        // Most ask for a metric and nothing else.
        var found = all.TrueForAll(IsMatch) ? all : all.FindAll(IsMatch);
        return found;

        bool IsMatch(HistorySeries series) => LabelMatcher.All(matchers, series.Labels);
    }
}
