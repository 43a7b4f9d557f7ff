using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.Validation;

/// <summary>
/// A timeout that is not written is no longer than the interval beside it: <c>interval: 2s</c> alone is right, though the
/// default timeout is 5 s; and several attempts fit into it.
/// </summary>
internal static class Deadlines
{
    public static void Shorten(AgentConfig config, Problems problems)
    {
        foreach (var (path, section) in PollSections.All(config.Collectors))
            if (!problems.Has($"{path}.timeout") && section.Timeout > section.Interval)
                section.Timeout = section.Interval;

        var probe = config.Collectors.Probe;
        foreach (var target in probe.Targets)
            if (target.Timeout is null && target.HasSaneRetries && target.LongestAttempt(target.Interval ?? probe.Interval) is var longest && longest > TimeSpan.Zero && longest < probe.Timeout)
                target.Timeout = longest;

        var scrape = config.Collectors.Scrape;
        foreach (var target in scrape.Targets)
            if (target.Timeout is null && target.Interval < scrape.Timeout)
                target.Timeout = target.Interval;
    }
}
