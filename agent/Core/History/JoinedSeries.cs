using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>Series of two sources; one that both have is the first one's.</summary>
public sealed class JoinedSeries(ISeriesSource first, ISeriesSource second) : ISeriesSource
{
    public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
    {
        HashSet<Labels> known = [];
        foreach (var source in (ReadOnlySpan<ISeriesSource>)[first, second])
        {
            List<SeriesWindow> found = [];
            source.Select(matchers, from, to, found);
            foreach (var window in found)
            {
                if (known.Add(window.Labels))
                    into.Add(window);
            }
        }
    }
}
