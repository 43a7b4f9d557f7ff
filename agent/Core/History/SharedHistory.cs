using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>The history as threads read it that do not write it. Copying a selection is short; to hold the writer for a whole query is not.</summary>
sealed class SharedHistory(SeriesHistory history) : ISeriesSource
{
    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into) =>
        history.Copy(matchers, from, to, into);
}
