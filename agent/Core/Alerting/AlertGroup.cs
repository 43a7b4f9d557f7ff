using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Alerts that one route tells together.</summary>
internal sealed class AlertGroup(Route route, Labels labels, string key, DateTimeOffset next)
{
    internal Route Route => route;

    internal Labels Labels => labels;

    internal string Key => key;

    /// <summary>When it is looked at next.</summary>
    internal DateTimeOffset Next { get; private set; } = next;

    internal Dictionary<Labels, Alert> Alerts { get; } = [];

    /// <summary>Whether it is due. A clock that was set back does not postpone it.</summary>
    internal bool IsDue(DateTimeOffset now)
    {
        var latest = now + (route.GroupWait > route.GroupInterval ? route.GroupWait : route.GroupInterval);
        if (Next > latest)
            Next = latest;
        return Next <= now;
    }

    /// <summary>Once it has been told: what has ended is forgotten.</summary>
    internal void Rest(DateTimeOffset now)
    {
        Next = now + route.GroupInterval;
        foreach (var ended in Alerts.Values.Where(alert => !alert.IsFiring).ToArray())
            Alerts.Remove(ended.Labels);
    }

    /// <summary>What an integration has to be told now.</summary>
    /// <param name="known">What it takes for firing.</param>
    /// <param name="toldAt">When it was told last; null for never.</param>
    /// <param name="muted">Such an alert is not told of; but that one has ended which it was told of, it always is.</param>
    /// <returns>Null for nothing new; with no alerts where it is only to be remembered.</returns>
    internal (IReadOnlyList<Alert> Alerts, IReadOnlyList<Labels> Firing)? News(
        bool sendResolved, IReadOnlySet<Labels> known, DateTimeOffset? toldAt, Func<Alert, bool> muted, DateTimeOffset now)
    {
        Alert[] firing = [.. Alerts.Values.Where(alert => alert.IsFiring && !muted(alert)).OrderBy(alert => alert.StartsAt)];
        Alert[] ended = [.. Alerts.Values.Where(alert => !alert.IsFiring && known.Contains(alert.Labels)).OrderBy(alert => alert.StartsAt)];
        var isNew = firing.Any(alert => !known.Contains(alert.Labels)) || (firing.Length > 0 && toldAt + route.RepeatInterval <= now);
        if (!isNew && ended.Length == 0)
            return null;
        IEnumerable<Labels> still = known.Union(firing.Select(alert => alert.Labels)).Except(ended.Select(alert => alert.Labels));
        return (isNew || sendResolved ? [.. firing, .. sendResolved ? ended : []] : [], [.. still]);
    }
}
