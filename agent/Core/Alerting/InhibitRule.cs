using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>While a source fires, the targets that have the same values of some labels are not told of: a database that is down mutes what follows from it.</summary>
public sealed record InhibitRule(IReadOnlyList<LabelMatcher> Source, IReadOnlyList<LabelMatcher> Target, IReadOnlyList<string> Equal)
{
    /// <param name="firing">Every alert that fires, muted or not.</param>
    public bool Mutes(Alert alert, IEnumerable<Alert> firing)
    {
        if (!LabelMatcher.All(Target, alert.Labels))
            return false;
        // As in Alertmanager, one that is on both sides is not muted by another such, itself among them.
        var isSource = LabelMatcher.All(Source, alert.Labels);
        return firing.Any(source => LabelMatcher.All(Source, source.Labels)
            && !(isSource && LabelMatcher.All(Target, source.Labels))
            && Equal.All(label => source.Labels[label] == alert.Labels[label]));
    }
}
