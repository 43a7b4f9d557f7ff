namespace MetricsAgent.Rules;

/// <summary>How the rules fare, as the API tells it.</summary>
static class RuleReporting
{
    /// <param name="groups">Built from the rules, in their order.</param>
    internal static IReadOnlyList<RuleGroupReport> Of(RuleSet rules, IReadOnlyList<RuleGroup> groups) => [.. groups.Zip(rules.Groups, Of)];

    static RuleGroupReport Of(RuleGroup group, LoadedGroup loaded) =>
        new(group.Name, group.File, group.Interval, group.Limit, [.. group.Rules.Zip(loaded.Rules, Of)]) { LastEvaluation = Time(group.LastEvaluation), EvaluationTime = group.EvaluationTime };

    static RuleReport Of(Rule rule, LoadedRule loaded)
    {
        var query = loaded.Query;
        RuleReport report = rule switch
        {
            AlertingRule alerting => new AlertingRuleReport(
                rule.Name, query, Texts(alerting.AddedLabels), Texts(alerting.Annotations), alerting.HoldFor, alerting.KeepFiringFor,
                [.. alerting.Alerts.Where(alert => alert.State != AlertState.Resolved).Select(Of)])
            {
                Threshold = Threshold.Of(loaded.Expression),
            },
            RecordingRule recording => new RecordingRuleReport(rule.Name, query, Labels.Of(recording.AddedLabels)),
            _ => throw new InvalidOperationException($"{rule} neither alerts nor records."),
        };
        return report with { LastEvaluation = Time(rule.LastEvaluation), EvaluationTime = rule.EvaluationTime, LastError = rule.LastError };
    }

    static AlertReport Of(ActiveAlert alert) => new(
        alert.Labels, alert.Annotations, alert.State == AlertState.Firing, DateTimeOffset.FromUnixTimeMilliseconds(alert.ActiveAt), Time(alert.KeepFiringSince), alert.Value);

    static Labels Texts(IEnumerable<TemplateLabel> labels) => Labels.Of(labels.Select(label => new Label(label.Name, label.Template.Text)));

    static DateTimeOffset? Time(long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
