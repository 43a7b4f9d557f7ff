using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Validation;

/// <summary>Intervals that a timer can keep, and deadlines that end before the next poll.</summary>
internal sealed class PollTimesValidator : IValidator
{
    static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public void Check(AgentConfig config, Problems problems)
    {
        foreach (var (path, section) in PollSections.All(config.Collectors))
        {
            CheckInterval(problems, path, section.Interval);
            CheckTimeout(problems, path, section.Timeout, path, section.Interval);
        }

        var (probe, scrape) = (config.Collectors.Probe, config.Collectors.Scrape);
        foreach (var (path, target) in PollSections.Targets(PollSections.Probe, probe.Targets))
        {
            CheckTarget(problems, path, target.Interval, target.Timeout, PollSections.Probe, probe);
            CheckRetries(problems, path, target, target.Timeout ?? probe.Timeout, target.Interval ?? probe.Interval);
        }

        foreach (var (path, target) in PollSections.Targets(PollSections.Scrape, scrape.Targets))
            CheckTarget(problems, path, target.Interval, target.Timeout, PollSections.Scrape, scrape);
    }

    static void CheckTarget(Problems problems, string path, TimeSpan? own, TimeSpan? ownTimeout, string section, PollConfig config)
    {
        if (own is { } interval)
            CheckInterval(problems, path, interval);
        if (ownTimeout is { } timeout)
            CheckTimeout(problems, path, timeout, own is null ? section : path, own ?? config.Interval);
    }

    static void CheckInterval(Problems problems, string path, TimeSpan interval)
    {
        if (interval < Shortest || interval > Longest)
            problems.Report($"{path}.interval", $"must be between 100ms and 1d, not {Duration.Format(interval)}");
    }

    static void CheckRetries(Problems problems, string path, ProbeTarget target, TimeSpan timeout, TimeSpan interval)
    {
        if (target.RetryDelay > Longest)
            problems.Report($"{path}.retry_delay", $"must be at most 1d, not {Duration.Format(target.RetryDelay)}");
        else if (target.HasSaneRetries && target.Retries > 0 && timeout <= interval && interval <= Longest && target.Longest(timeout) > interval)
            problems.Report($"{path}.retries", $"must leave time: {target.Retries + 1} attempts of {Duration.Format(timeout)} and what is between them take {Duration.Format(target.Longest(timeout))}, which is more than the interval, {Duration.Format(interval)}");
    }

    static void CheckTimeout(Problems problems, string path, TimeSpan timeout, string intervalOf, TimeSpan interval)
    {
        if (timeout <= TimeSpan.Zero && interval > TimeSpan.Zero)
            problems.Report($"{path}.timeout", "must be more than 0s");
        else if (timeout > interval)
            problems.Report($"{path}.timeout", $"must be at most the interval, {Duration.Format(interval)}, not {Duration.Format(timeout)}", $"{intervalOf}.interval");
    }
}
