namespace MetricsAgent.Collectors.Self;

/// <summary>Counts evaluations of rules, by the group.</summary>
public sealed class RuleCounts
{
    readonly Lock gate = new();
    readonly Dictionary<string, Tally> groups = [];

    /// <summary>Alerts that fire; null where no rules are evaluated.</summary>
    public int? Firing { get; set; }

    /// <param name="group">Its file and its name, as Prometheus has them: names are unique in a file only.</param>
    /// <param name="rules">How many were evaluated, and of them how many could not be.</param>
    public void Count(string group, int rules, int failures, TimeSpan took)
    {
        lock (gate)
        {
            var before = groups.GetValueOrDefault(group) ?? new(0, 0, 0);
            groups[group] = new(before.Rules + rules, before.Failures + failures, took.TotalSeconds);
        }
    }

    internal (string Group, Tally Tally)[] All
    {
        get
        {
            lock (gate)
                return [.. groups.OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Value))];
        }
    }

    /// <param name="Seconds">Of the last evaluation.</param>
    internal sealed record Tally(long Rules, long Failures, double Seconds);
}
