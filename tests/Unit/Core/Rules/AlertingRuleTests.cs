using System.Globalization;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Templates;
using MetricsAgent.Rules.Testing;

namespace MetricsAgent.Tests.Unit.Core.Rules;

public sealed class AlertingRuleTests
{
    const long Minute = 60_000;

    [Test]
    public void An_alert_is_pending_then_fires_then_is_resolved_and_is_forgotten_later()
    {
        var rule = Rule("x > 5", holdFor: 2);
        Check(rule, "9 9 9 9 0", "pending pending firing firing inactive");
        Assert.That(rule.Alerts.Single(), Has.Property("FiredAt").EqualTo(2 * Minute).And.Property("ResolvedAt").EqualTo(4 * Minute).And.Property("ActiveAt").EqualTo(0));

        Check(Rule("x > 5", holdFor: 2), "9 9 0 9 9 9", "pending pending - pending pending firing");
        Check(Rule("x > 5", holdFor: 0), "9 0 9", "firing inactive firing");
        Check(Rule("x > 5", holdFor: 0), "9 0x16", "firing inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive inactive -");
    }

    [Test]
    public void An_alert_that_flickers_keeps_firing_for_as_long_as_it_is_told()
    {
        Check(Rule("x > 5", holdFor: 0, keepFiringFor: 3), "9 0 0 9 0 0 0 0", "firing firing firing firing firing firing firing inactive");
        Check(Rule("x > 5", holdFor: 1, keepFiringFor: 3), "9 0 9 9 0", "pending - pending firing firing");
    }

    [Test]
    public void Series_of_the_states_are_those_of_Prometheus()
    {
        var (series, rule) = (new TestSeries(), Rule("x > 5", holdFor: 1));
        var group = Group(rule);
        Load(series, "x{a=\"b\"}", "9 9 0");
        Check("ALERTS", "ALERTS{alertname=\"A\",alertstate=\"pending\",a=\"b\",severity=\"critical\"} 1", 0);
        Check("ALERTS", "ALERTS{alertname=\"A\",alertstate=\"firing\",a=\"b\",severity=\"critical\"} 1", 1);
        Check("ALERTS_FOR_STATE", "", 2);

        void Check(string selector, string want, int minute)
        {
            group.Evaluate(new Evaluator(series), RuleSurroundings.None, (minute * Minute) + 600_000, series.Append);
            var got = new Evaluator(series).Instant(PromqlParser.Parse(selector), (minute * Minute) + 600_000).Vector;
            Assert.That(string.Join('\n', got.Select(sample => $"{SeriesNotation.Labels(sample.Labels.ToString())} {sample.Value}")),
                Is.EqualTo(want.Length == 0 ? "" : $"{SeriesNotation.Labels(want[..^2])} 1"));
        }
    }

    [Test]
    public void Labels_and_annotations_are_expanded_with_the_series_that_fires()
    {
        var rule = new AlertingRule("A", PromqlParser.Parse("x > 5"), default, default,
            [Text("severity", "{{ if gt $value 8.0 }}critical{{ else }}warning{{ end }}"), Text("empty", "{{ $labels.none }}")],
            [Text("summary", "{{ $labels.__name__ }} of {{ $labels.a }} is {{ $value }}, {{ with query \"y\" }}{{ . | first | value }}{{ end }}"), Text("broken", "{{ gt $value 1 }}")]);
        var series = new TestSeries();
        Load(series, "x{a=\"b\"}", "9");
        Load(series, "y", "3");
        Group(rule).Evaluate(new Evaluator(series), RuleSurroundings.None, 600_000, series.Append);
        Assert.That(rule.LastError, Is.Null);
        var alert = rule.Alerts.Single();
        Assert.That(alert.Labels, Is.EqualTo(Labels.Of(("alertname", "A"), ("a", "b"), ("severity", "critical"))));
        Assert.That(alert.Annotations["summary"], Is.EqualTo("x of b is 9, 3"));
        Assert.That(alert.Annotations["broken"], Is.EqualTo("<error expanding template: incompatible types for comparison: float64 and int>"));
    }

    [Test]
    public void A_restored_alert_goes_on_where_it_was()
    {
        var before = Rule("x > 5", holdFor: 10);
        Check(before, "9x4", "pending pending pending pending pending");
        var after = Rule("x > 5", holdFor: 10);
        after.Restore(before.Alerts);
        var series = new TestSeries();
        Load(series, "x{a=\"b\"}", "9x20");
        Group(after).Evaluate(new Evaluator(series), RuleSurroundings.None, 610_000, series.Append);
        Assert.That(after.Alerts.Single(), Has.Property("State").EqualTo(AlertState.Firing).And.Property("ActiveAt").EqualTo(0));

        var handed = after.Alerts.Single().ToAlert("http://a/");
        Assert.That((handed.Name, handed.Severity, handed.IsFiring, handed.Value), Is.EqualTo(("A", "critical", true, 9.0)));
        Assert.That(handed.StartsAt.ToUnixTimeMilliseconds(), Is.EqualTo(610_000));
    }

    [Test]
    public void Only_a_restored_alert_outlives_what_a_short_history_cannot_say()
    {
        ActiveAlert[] firing = [new(AlertState.Firing, Labels.Of(("alertname", "A"), ("a", "b"), ("severity", "critical")), Labels.None, 9, 0) { FiredAt = 0 }];
        Check(Restored([], hold: 10), "9 0", "firing inactive");
        Check(Restored(firing, hold: 1), "0 0", "firing inactive");
        Check(Restored(firing, hold: 10), "0 0 9 0", "firing firing firing inactive");

        static AlertingRule Restored(ActiveAlert[] alerts, int hold)
        {
            var rule = Rule("x > 5", holdFor: 0);
            rule.Restore(alerts, hold * Minute);
            return rule;
        }
    }

    [Test]
    public void What_fails_says_why_and_ends_its_series()
    {
        Check("x > 5", 1, "exceeded limit of 1 with 2 alerts");
        Check("x > 5", 0, "vector contains metrics with the same labelset after applying alert labels", "a");

        static void Check(string expression, int limit, string want, string label = "severity")
        {
            var rule = new AlertingRule("A", PromqlParser.Parse(expression), default, default, [Text(label, "critical")], []);
            var series = new TestSeries();
            Load(series, "x{a=\"b\"}", "9");
            Load(series, "x{a=\"c\"}", "9");
            new RuleGroup("f", "g", TimeSpan.FromMinutes(1), default, limit, [rule]).Evaluate(new Evaluator(series), RuleSurroundings.None, 600_000, series.Append);
            Assert.That(rule.LastError, Does.StartWith(want));
            Assert.That(rule.Alerts, Is.Empty);
        }
    }

    /// <summary>The state after every minute, which begins with the first value; - for no alert.</summary>
    static void Check(AlertingRule rule, string values, string want)
    {
        var series = new TestSeries();
        Load(series, "x{a=\"b\"}", values, from: 0);
        var states = Enumerable.Range(0, SeriesNotation.Values(values).Count).Select(minute =>
        {
            Group(rule).Evaluate(new Evaluator(series), RuleSurroundings.None, minute * Minute, series.Append);
            return rule.Alerts is [var alert] ? alert.State switch { AlertState.Pending => "pending", AlertState.Firing => "firing", _ => "inactive" } : "-";
        });
        Assert.That(string.Join(' ', states), Is.EqualTo(want), values);
    }

    static AlertingRule Rule(string expression, int holdFor, int keepFiringFor = 0) =>
        new("A", PromqlParser.Parse(expression), TimeSpan.FromMinutes(holdFor), TimeSpan.FromMinutes(keepFiringFor), [Text("severity", "critical")], []);

    static TemplateLabel Text(string name, string template) => new(name, Template.Parse(template));

    static RuleGroup Group(params Rule[] rules) => new("f", "g", TimeSpan.FromMinutes(1), default, 0, rules);

    static void Load(TestSeries series, string labels, string values, long from = 600_000)
    {
        foreach (var (i, value) in SeriesNotation.Values(values).Index())
            series.Append(SeriesNotation.Labels(labels), value ?? double.Parse("NaN", CultureInfo.InvariantCulture), from + (i * Minute));
    }
}
