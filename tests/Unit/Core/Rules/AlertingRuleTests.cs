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
    public void A_restored_alert_goes_on_where_it_was_and_time_without_the_agent_does_not_count()
    {
        // Two minutes of three had passed, 20 minutes ago.
        CheckRestored(Pending(3), "9 9 9", "pending firing firing", "x > 5", holdFor: 3, seenAgo: 20);
        CheckRestored(Pending(3), "9 0 9", "pending - pending", "x > 5", holdFor: 3, seenAgo: 20);
        CheckRestored(Pending(3), "9", "firing", "x > 5", holdFor: 2, seenAgo: 20);
        // What was not there did not hold, and did not cease to either.
        CheckRestored(Pending(3), "_ _ _ 9 9", "pending pending pending firing firing", "x > 5", holdFor: 3, seenAgo: 20);
        CheckRestored(Pending(3), "_x8", "pending pending pending pending pending - - -", "x > 5", holdFor: 3, seenAgo: 20);

        ActiveAlert Pending(int minutes) => Before(AlertState.Pending) with { ActiveAt = Began - ((20 + minutes - 1) * Minute) };
    }

    [Test]
    public void A_restored_alert_ends_as_soon_as_what_it_reads_says_so_and_not_before()
    {
        var firing = Before(AlertState.Firing);
        CheckRestored(firing, "0 0", "inactive inactive", "x > 5");
        CheckRestored(firing, "_ 0", "firing inactive", "x > 5");
        CheckRestored(firing, "_x7", "firing firing firing firing firing inactive inactive", "x > 5");
        CheckRestored(firing, "9 _ 0", "firing inactive inactive", "x > 5");
        CheckRestored(firing, "0 0", "inactive inactive", "absent(x)");
        CheckRestored(firing, "0 0", "inactive inactive", "absent_over_time(x[1h])");
        CheckRestored(firing, "0 0", "inactive inactive", "x > 5 unless on() y");
        CheckRestored(firing, "0x5", "firing firing firing firing firing inactive", "x > 5 and on() y");
        CheckRestored(firing, "0x5", "firing firing firing firing firing inactive", "x == 0 unless on() absent(y)");
        CheckRestored(firing, "0x5", "firing firing firing firing firing inactive", "x > 5 or y > 5");
        CheckRestored(firing, "0x3", "firing firing firing inactive", "max_over_time(x[3m]) > 5");
        CheckRestored(firing, "9 0 0 0 0", "firing firing firing inactive inactive", "max_over_time(x[3m]) > 5");
        CheckRestored(firing, "0x3", "firing firing firing inactive", "x > 5 or x offset 3m > 5");
        CheckRestored(firing, "0x3", "firing firing inactive inactive", "max_over_time((x > 5)[2m:1m]) > 5");
        CheckRestored(firing, "0x3", "firing firing firing inactive", "x:max > 5", recorded: "max_over_time(x[3m])");
        CheckRestored(firing, "0", "inactive", "x:bad > 5", recorded: "x > 3");

        // Of another series something is there, of this one nothing.
        CheckRestored(firing with { Labels = firing.Labels.With("a", "other") }, "0x5", "firing firing firing firing firing inactive", "x > 5");
        // Everything has been polled again since, and it is not there.
        CheckRestored(firing, "_x4", "firing firing inactive inactive", "x > 5", patience: 2);
        CheckRestored(firing, "_ _ 0 _", "firing firing firing inactive", "max_over_time(x[3m]) > 5", patience: 2);
        CheckRestored(firing with { KeepFiringSince = Began - (2 * Minute) }, "0 0", "firing inactive", "x > 5", keepFiringFor: 3);
    }

    [Test]
    public void An_alert_that_was_not_restored_ends_at_once() =>
        CheckRestored(Before(AlertState.Firing) with { Labels = Labels.Of(("alertname", "Other")) }, "9 _", "firing inactive", "x > 5");

    const long Began = 600 * Minute;

    static ActiveAlert Before(AlertState state) =>
        new(state, Labels.Of(("alertname", "A"), ("a", "b"), ("severity", "critical")), Labels.None, 9, Began - (30 * Minute)) { FiredAt = state == AlertState.Firing ? Began - (30 * Minute) : 0 };

    /// <summary>The state after every minute of a process that has nothing but one alert from before.</summary>
    static void CheckRestored(
        ActiveAlert before, string values, string want, string expression, int holdFor = 0, int keepFiringFor = 0, int seenAgo = 1, string? recorded = null, int patience = 5)
    {
        var rule = Rule(expression, holdFor, keepFiringFor);
        var rules = new[] { recorded }.OfType<string>().Select(PromqlParser.Parse).ToLookup(_ => expression.Split(' ')[0]);
        rule.Restore([before], Evidence.Of(rule.Expression, rules, TimeSpan.FromHours(2)) with { Patience = TimeSpan.FromMinutes(patience) }, Began - (seenAgo * Minute));
        var series = new TestSeries();
        var states = SeriesNotation.Values(values).Index().Select(each =>
        {
            var now = Began + (each.Index * Minute);
            series.Append(SeriesNotation.Labels("x{a=\"b\"}"), each.Item ?? StaleMarker.Value, now);
            Group(rule).Evaluate(new Evaluator(series), RuleSurroundings.None, now, series.Append);
            return rule.Alerts is [var alert] ? alert.State switch { AlertState.Pending => "pending", AlertState.Firing => "firing", _ => "inactive" } : "-";
        });
        Assert.That(string.Join(' ', states), Is.EqualTo(want), $"{expression} of {values}");
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
