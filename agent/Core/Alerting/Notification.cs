using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>What an integration has to be told of a group of alerts. Immutable: sent again, it is the same.</summary>
/// <param name="Id">The same however often it is sent.</param>
/// <param name="Integration">Key of the <see cref="Integration"/>.</param>
/// <param name="Alerts">Those that fire, then those that were told as firing and have ended.</param>
/// <param name="At">When it became due.</param>
public sealed record Notification(string Id, string Integration, string GroupKey, Labels GroupLabels, IReadOnlyList<Alert> Alerts, DateTimeOffset At)
{
    public bool IsFiring => Alerts.Any(alert => alert.IsFiring);

    public IEnumerable<Alert> Firing => Alerts.Where(alert => alert.IsFiring);

    public IEnumerable<Alert> Resolved => Alerts.Where(alert => !alert.IsFiring);

    /// <summary>What the other side knows the group by, from its first notification to its last: an incident, a thread.</summary>
    public string DedupKey => Alerting.DedupKey.Of(Integration, GroupKey);

    /// <summary>Labels that all alerts have in common.</summary>
    public Labels CommonLabels => Common(alert => alert.Labels);

    public Labels CommonAnnotations => Common(alert => alert.Annotations);

    Labels Common(Func<Alert, Labels> of) =>
        Labels.Of(Alerts.Count == 0 ? [] : of(Alerts[0]).ToArray().Where(label => Alerts.All(alert => of(alert)[label.Name] == label.Value)));
}
