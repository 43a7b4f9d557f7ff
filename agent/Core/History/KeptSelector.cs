using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>A selector that something reads, and how far back it does.</summary>
/// <param name="Window">In milliseconds.</param>
readonly record struct KeptSelector(IReadOnlyList<LabelMatcher> Matchers, long Window)
{
    internal bool MatchesName(string name)
    {
        foreach (var matcher in Matchers)
        {
            if (matcher.Name == Labels.MetricName && !matcher.Matches(name))
                return false;
        }

        return true;
    }
}
