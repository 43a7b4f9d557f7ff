using MetricsAgent.Rules;

namespace MetricsAgent.History;

/// <summary>What is kept, and for how long.</summary>
sealed class KeptSelectors
{
    readonly KeptSelector[] all;

    /// <param name="read">The same selector may come many times, with different windows.</param>
    internal KeptSelectors(IEnumerable<(IReadOnlyList<LabelMatcher> Matchers, TimeSpan Window)> read, TimeSpan cap)
    {
        all = [.. from one in read
                  group one by string.Join(',', one.Matchers) into same
                  let longest = same.Max(one => one.Window)
                  select new KeptSelector(same.First().Matchers, (long)(longest < cap ? longest : cap).TotalMilliseconds)];
        Longest = all.Length == 0 ? 0 : all.Max(selector => selector.Window);
    }

    /// <summary>The longest window, in milliseconds.</summary>
    internal long Longest { get; }

    internal bool MatchesName(string name) => Array.Exists(all, selector => selector.MatchesName(name));

    /// <summary>How long a series is kept, in milliseconds; 0 where nothing reads it.</summary>
    internal long Window(Labels labels)
    {
        var longest = 0L;
        foreach (var selector in all)
        {
            if (selector.Window > longest && LabelMatcher.All(selector.Matchers, labels))
                longest = selector.Window;
        }

        return longest;
    }
}
