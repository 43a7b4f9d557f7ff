using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Lint;

namespace MetricsAgent.Tests.Unit.Agent.Rules;

public sealed class RuleLintTests
{
    [Test]
    public void Histograms_without_their_buckets_can_never_fire()
    {
        Refuses("histogram_quantile(0.9, probe_latency_seconds_count) > 1", "24: this can never fire: histogram_quantile needs buckets, and probe_latency_seconds_count has no label le");
        Refuses("histogram_quantile(0.9, sum by (name) (rate(probe_latency_seconds_bucket[5m]))) > 1", "24: this can never fire: histogram_quantile needs the label le, which is lost here: keep it with by (le, …)");
        Refuses("histogram_quantile(0.9, sum(rate(probe_latency_seconds_bucket[5m])))", "24: this can never fire: histogram_quantile needs the label le");
        Refuses("histogram_quantile(0.9, sum without (le) (rate(probe_latency_seconds_bucket[5m])))", "24: this can never fire: histogram_quantile needs the label le");
        Passes("histogram_quantile(0.9, sum by (le) (rate(probe_latency_seconds_bucket[5m]))) > 1");
        Passes("histogram_quantile(0.9, sum without (name) (rate(probe_latency_seconds_bucket[5m]))) > 1");
        Passes("histogram_quantile(0.9, label_replace(node_load1, \"le\", \"1\", \"\", \"\")) > 1");
    }

    [Test]
    public void Comparisons_that_are_never_true_can_never_fire()
    {
        Refuses("pg_up == 2", "0: this can never fire: pg_up == 2 is never true, because pg_up is from 0 to 1 and 2 is 2");
        Refuses("probe_success > 1", "0: this can never fire: probe_success > 1 is never true, because probe_success is from 0 to 1 and 1 is 1");
        Refuses("rate(node_cpu_seconds_total[5m]) < 0", "0: this can never fire: rate(node_cpu_seconds_total[5m]) < 0 is never true, because rate(node_cpu_seconds_total[5m]) is at least 0 and 0 is 0");
        Refuses("hour() > 24 and pg_up == 0", "0: this can never fire: hour() > 24 is never true, because hour() is from 0 to 23 and 24 is 24");
        Refuses("absent(pg_up) == 0", "0: this can never fire");
        Refuses("(node_load1 > 5) < 3", "0: this can never fire");
        Refuses("1 - pg_up > 1", "0: this can never fire");
        Refuses("count(pg_up) < 1", "0: this can never fire");
        Passes("pg_up == 0");
        Passes("pg_up < 1");
        Passes("1 - pg_up > 0");
        Passes("node_load1 > 1e9");
        Passes("count(pg_up == 0) > 5");
        Passes("delta(node_load1[5m]) < 0");
        Passes("(pg_up > bool 1) > 0");
        Passes("min_over_time(pg_up[5m]) == 0");
        Passes("node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes < 0.1");
        Passes("rate(node_cpu_seconds_total[5m]) == 0");
    }

    [Test]
    public void What_is_probably_not_meant_is_warned_of()
    {
        Warns("increase(node_load1[5m]) > 1", "0: warning: node_load1 is a gauge: increase() takes every decrease for a restart; use delta() or deriv()");
        Warns("node_lod1 > 1", "0: warning: nothing that the agent measures exposes node_lod1 (did you mean node_load1?); a scrape target, a query or a text file may");
        Warns("pg_up == 0 or orders_total > 1", "14: warning: nothing that the agent measures exposes orders_total; a scrape target, a query or a text file may");
        Warns("node_cpu_seconds_total{mod=\"idle\"} > 1", "0: warning: node_cpu_seconds_total has no label mod of its own (did you mean mode?)");
        Warns("node_load1", "0: warning: nothing is compared: this fires for every series that there is, whatever its value");
        Warns("sum(rate(node_cpu_seconds_total[5m])) / 2", "0: warning: nothing is compared: this fires for every series that there is, whatever its value");
        Warns("node_load1 > bool 1", "0: warning: nothing is compared: this fires for every series that there is, whatever its value; bool makes 0 of what is not true, and 0 fires, too");
        Passes("absent(node_load1)");
        Passes("node_load1 and node_load5 > 1");
        Passes("node_cpu_seconds_total{datacenter=\"a\"} > 1");
        Passes("rate(node_netstat_Tcp_RetransSegs[5m]) > 100");
        Passes("ALERTS{alertstate=\"firing\"} == 1");
        Passes("{job=\"a\"} == 1");
    }

    [Test]
    public void Rules_that_are_there_twice_are_warned_of_and_recorded_names_are_known()
    {
        var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", """
            groups:
              - name: g
                rules:
                  - {record: a:b, expr: sum(pg_up)}
                  - {alert: A, expr: a:b == 0}
                  - {alert: A, expr: a:b == 0}
                  - {alert: A, expr: a:b == 0, labels: {severity: critical}}
            """)]);
        Assert.That(rules.Errors, Is.Empty);
        var (errors, warnings) = RuleLint.Check(rules);
        Assert.That(errors, Is.Empty);
        Assert.That(warnings.Select(warning => warning.ToString()), Is.EqualTo(["r.yml:6:17: warning: A is there twice in g with the same labels"]));
    }

    [Test]
    public void A_metric_that_nobody_exposes_is_named_in_every_rule_that_reads_it()
    {
        var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", "groups: [{name: g, rules: [{alert: A, expr: nope > 1 or nope < 0}, {alert: B, expr: nope > 2}]}]")]);
        Assert.That(RuleLint.Check(rules).Warnings.Select(warning => warning.Column).Distinct().Count(), Is.EqualTo(2));
    }

    [Test]
    public void What_is_no_PromQL_is_refused_with_what_is_meant()
    {
        Check("increse(x[5m]) > 1", "unknown function with name \"increse\" (did you mean increase?)");
        Check("nosuchthing(x) > 1", "unknown function with name \"nosuchthing\"");
        Check("x => 5", "(for =>, PromQL has >=)");
        Check("x > 5 && y > 5", "(for &&, PromQL has and)");
        Check("x > 5 || y > 5", "(for ||, PromQL has or)");
        Check("x = 5", "(for =, PromQL has ==)");
        Check("x{a==\"b\"} > 5", "unexpected \"=\" in label matching, expected string");
        Check("x > 80%", "(% is the remainder of a division: write 80% as 0.8, or 80 where the metric counts to 100)");
        Check("5 > 3", "(two numbers are compared here, with no series between them: name what is measured, or write 'bool' behind the operator)");

        static void Check(string expression, string want)
        {
            var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", $"groups: [{{name: g, rules: [{{alert: A, expr: '{expression}'}}]}}]")]);
            Assert.That(rules.Errors.Single().Message, Does.EndWith(want));
        }
    }

    [Test]
    public void What_is_wrong_with_the_form_hides_nothing_that_is_wrong_with_expressions_and_templates()
    {
        var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", """
            groups:
              - name: g
                rules:
                  - {alert: A, expr: x >, fro: 5m}
                  - {alert: B, annotations: {summary: '{{ nope }}'}}
                  - {record: a-b, expr: sum(}
            """)]);
        Assert.That(rules.Errors.Select(error => error.Line).Order(), Is.EqualTo([4, 4, 5, 6, 6]), string.Join('\n', rules.Errors));
    }

    [Test]
    public void Everything_that_does_not_load_is_told_at_once()
    {
        var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", """
            groups:
              - name: g
                rules:
                  - alert: A
                    expr: |
                      sum(rate(x[5m]))
                        by (job) >> 5
                    labels: {severity: '{{ nope }}'}
                    annotations:
                      summary: >-
                        {{ $value |
                        humanise }}
                  - {alert: B, expr: 'x[5m]'}
                  - {alert: C, expr: 'rate(x)'}
            """)]);
        Assert.That(rules.Errors.Select(error => error.ToString()[..error.ToString().IndexOf(' ', StringComparison.Ordinal)]), Is.EqualTo(["r.yml:7:23:", "r.yml:8:32:", "r.yml:12:13:", "r.yml:13:27:", "r.yml:14:32:"]));
    }

    static void Refuses(string expression, string want)
    {
        var (errors, _) = Check(expression);
        Assert.That(errors, Has.Count.EqualTo(1), expression);
        Assert.That(errors[0], Does.StartWith(want));
    }

    static void Warns(string expression, string want)
    {
        var (errors, warnings) = Check(expression);
        Assert.That(errors, Is.Empty);
        Assert.That(warnings, Is.EqualTo([want]));
    }

    static void Passes(string expression)
    {
        var (errors, warnings) = Check(expression);
        Assert.That(errors.Concat(warnings), Is.Empty, expression);
    }

    /// <summary>Messages behind their offset in the expression.</summary>
    static (List<string> Errors, List<string> Warnings) Check(string expression)
    {
        var rules = RuleSet.Of([RuleFileLoader.Load("r.yml", $"groups: [{{name: g, rules: [{{alert: A, expr: '{expression}'}}]}}]")]);
        Assert.That(rules.Errors, Is.Empty);
        var (errors, warnings) = RuleLint.Check(rules);
        return (Texts(errors), Texts(warnings));

        static List<string> Texts(IEnumerable<MetricsAgent.Config.ConfigError> errors) => [.. errors.Select(error => $"{error.Column - "groups: [{name: g, rules: [{alert: A, expr: ''".Length}: {error.Message}")];
    }
}
