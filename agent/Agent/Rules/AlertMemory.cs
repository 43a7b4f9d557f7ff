using MetricsAgent.Alerting;

namespace MetricsAgent.Rules;

/// <summary>
/// What is remembered of alerts over a restart: those that fire, which alerting knows anyway, and those that wait. They go on where they
/// were until the history of the new process can say that they do not.
/// </summary>
internal sealed class AlertMemory
{
    /// <summary>After a longer outage a wait begins anew, as in Prometheus.</summary>
    static readonly TimeSpan OutageTolerance = TimeSpan.FromHours(1);

    readonly ActiveAlert[] alerts;
    readonly long seen;

    AlertMemory(ActiveAlert[] alerts, long seen) => (this.alerts, this.seen) = (alerts, seen);

    internal static AlertMemory Of(AlertingState state, DateTimeOffset now)
    {
        Dictionary<Labels, long> waits = now - state.Waits.SeenAt < OutageTolerance
            ? state.Waits.All.ToDictionary(wait => wait.Labels, wait => wait.Since.ToUnixTimeMilliseconds())
            : [];
        ActiveAlert[] firing = [.. from alert in state.Alerts
                                   where alert.IsFiring
                                   let since = alert.StartsAt.ToUnixTimeMilliseconds()
                                   select new ActiveAlert(AlertState.Firing, alert.Labels, alert.Annotations, alert.Value, since)
                                   {
                                       FiredAt = since,
                                       KeepFiringSince = waits.GetValueOrDefault(alert.Labels),
                                   }];
        HashSet<Labels> fires = [.. firing.Select(alert => alert.Labels)];
        var pending = waits.Where(wait => !fires.Contains(wait.Key)).Select(wait => new ActiveAlert(AlertState.Pending, wait.Key, Labels.None, double.NaN, wait.Value));
        return new([.. firing, .. pending], (state.Waits.SeenAt ?? now).ToUnixTimeMilliseconds());
    }

    /// <summary>Those that have to be remembered beside what fires.</summary>
    internal static IReadOnlyCollection<Wait> Waits(IEnumerable<ActiveAlert> alerts) =>
        [.. (from alert in alerts
             let since = alert.State == AlertState.Pending ? alert.ActiveAt : alert.State == AlertState.Firing ? alert.KeepFiringSince : 0
             where since != 0
             select new Wait(alert.Labels, DateTimeOffset.FromUnixTimeMilliseconds(since))).DistinctBy(wait => wait.Labels)];

    /// <param name="groups">Built from the rules, in their order.</param>
    /// <param name="retention">What a range asks for beyond it is not waited for.</param>
    /// <param name="round">By when every collector has polled again; what is not there then is gone.</param>
    internal void Restore(IReadOnlyList<RuleGroup> groups, RuleSet rules, TimeSpan retention, TimeSpan round)
    {
        var patience = round < Evidence.LongestPatience ? round : Evidence.LongestPatience;
        var recorded = rules.Rules.Where(rule => !rule.Config.IsAlert).ToLookup(rule => rule.Config.Name.Text, rule => rule.Expression);
        foreach (var (rule, loaded) in groups.SelectMany(group => group.Rules).Zip(rules.Rules))
        {
            if (rule is AlertingRule alerting)
                alerting.Restore(alerts, Evidence.Of(loaded.Expression, recorded, retention) with { Patience = patience }, seen);
        }
    }
}
