using MetricsAgent.Rules;

namespace MetricsAgent.Health;

/// <summary>A check for every name of an alert; rules that warn and rules that page share one.</summary>
static class AlertHealth
{
    const string DatabaseGroup = "postgres";

    const string Summary = "summary";

    internal static IEnumerable<HealthCheck> Of(IEnumerable<RuleGroupReport> groups) =>
        from file in groups
        from rule in file.Rules.OfType<AlertingRuleReport>()
        group (Rule: rule, IsDatabase: file.Name == DatabaseGroup) by rule.Name into same
        select Of(same.Key, [.. same.Select(each => each.Rule)], same.Any(each => each.IsDatabase));

    static HealthCheck Of(string name, AlertingRuleReport[] rules, bool isDatabase)
    {
        var check = new HealthCheck(name, HealthStatus.Healthy, isDatabase) { Target = rules.MinBy(rule => HealthCheck.Of(rule.Labels))!.Threshold?.Target };
        if (Array.Exists(rules, rule => rule.LastEvaluation is null))
            check = check with { Status = HealthStatus.Degraded, Reason = HealthCheck.Starting };
        else if (Array.Exists(rules, rule => rule.LastError is not null))
            check = check with { Status = HealthStatus.Degraded, Reason = "the rule cannot be evaluated" };

        foreach (var rule in rules)
        {
            foreach (var alert in rule.Alerts.Where(alert => alert.IsFiring))
            {
                if (IsWorse(rule, alert, check))
                    check = Of(rule, alert, check);
            }
        }

        return check;
    }

    static bool IsWorse(AlertingRuleReport rule, AlertReport alert, HealthCheck check)
    {
        var status = HealthCheck.Of(alert.Labels);
        return status > check.Status || (status == check.Status && (check.Value is not { } value || rule.Threshold?.IsWorse(alert.Value, value) == true));
    }

    static HealthCheck Of(AlertingRuleReport rule, AlertReport alert, HealthCheck check) => check with
    {
        Status = HealthCheck.Of(alert.Labels),
        Value = alert.Value,
        Target = rule.Threshold?.Target,
        Reason = alert.Annotations[Summary] is { Length: > 0 } summary ? summary : null,
        Since = alert.ActiveAt,
    };
}
