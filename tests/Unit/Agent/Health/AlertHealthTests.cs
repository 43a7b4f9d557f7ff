using MetricsAgent.Health;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Agent.Health;

public sealed class AlertHealthTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_worst_alert_of_a_name_is_its_check()
    {
        var check = Of(Rule("a > 0.7", "warning", 0.8), Rule("a > 0.9", "critical", 0.91, 0.97, 0.95));
        Assert.That((check.Status, check.Value, check.Target, check.Reason, check.Since), Is.EqualTo((HealthStatus.Unhealthy, (double?)0.97, "<= 0.9", "it is full", (DateTimeOffset?)Noon)));
        Assert.That(Of(Rule("a < 0.2", "warning", 0.1, 0.05, 0.15)).Value, Is.EqualTo(0.05));
    }

    [Test]
    public void What_does_not_fire_is_healthy_and_has_the_target_of_the_rule_that_warns()
    {
        var check = Of(Rule("a > 0.9", "critical"), Rule("a > 0.7", "warning"));
        Assert.That((check.Status, check.Value, check.Target, check.Reason, check.Since), Is.EqualTo((HealthStatus.Healthy, (double?)null, "<= 0.7", (string?)null, (DateTimeOffset?)null)));
        var pending = Rule("a > 0.9", "critical", 0.95);
        Assert.That(Of(pending with { Alerts = [.. pending.Alerts.Select(alert => alert with { IsFiring = false })] }).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public void Without_a_severity_an_alert_degrades()
    {
        Assert.That(Of(Rule("a > 1", "", 2)).Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(Of(Rule("a > 1", "page", 2)).Status, Is.EqualTo(HealthStatus.Degraded));
    }

    [Test]
    public void The_text_of_an_error_is_not_told()
    {
        var broken = Of(Rule("a > 1", "critical") with { LastError = "secret" });
        Assert.That((broken.Status, broken.Reason), Is.EqualTo((HealthStatus.Degraded, "the rule cannot be evaluated")));
        var unborn = Of(Rule("a > 1", "critical") with { LastEvaluation = null });
        Assert.That((unborn.Status, unborn.Reason), Is.EqualTo((HealthStatus.Degraded, "starting")));
    }

    [Test]
    public void Rules_about_PgBouncer_are_not_about_the_database()
    {
        var groups = ShippedRules.Load().Groups.Select(group => new RuleGroupReport(group.Config.Name.Text, "", TimeSpan.Zero, 0,
            [.. group.Rules.Where(rule => rule.Config.IsAlert).Select(rule => Rule($"{rule.Expression}", "warning") with { Name = rule.Config.Name.Text })]));
        string[] database = [.. AlertHealth.Of(groups).Where(check => check.IsDatabase).Select(check => check.Name)];
        Assert.That(database, Has.Member("PostgresDown").And.All.Not.StartsWith("PgBouncer"));
    }

    static HealthCheck Of(params AlertingRuleReport[] rules) => AlertHealth.Of([new("group", "file", TimeSpan.Zero, 0, rules)]).Single();

    static AlertingRuleReport Rule(string expression, string severity, params double[] values) => new(
        "Full", expression, Labels.Of(("severity", severity)), Labels.None, TimeSpan.Zero, TimeSpan.Zero,
        [.. values.Select(value => new AlertReport(Labels.Of(("alertname", "Full"), ("severity", severity)), Labels.Of(("summary", "it is full")), true, Noon, null, value))])
    {
        LastEvaluation = Noon,
        Threshold = Threshold.Of(PromqlParser.Parse(expression)),
    };
}
