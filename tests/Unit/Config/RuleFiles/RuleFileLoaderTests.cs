using MetricsAgent.Config.RuleFiles;

namespace MetricsAgent.Tests.Unit.Config.RuleFiles;

public sealed class RuleFileLoaderTests
{
    [Test]
    public void A_file_is_read_with_everything_that_Prometheus_knows()
    {
        var file = Valid("""
            groups:
              - name: a
                interval: 30s
                query_offset: 1m
                limit: 10
                labels: {team: db}
                rules:
                  - record: job:up:sum
                    expr: sum by (job) (up)
                    labels: {kind: sum}
                  - alert: Down
                    expr: up == 0
                    for: 1w2d
                    keep_firing_for: 5m
                    labels: {severity: critical, level: 1}
                    annotations: {summary: '{{ $labels.job }} is down'}
              - name: b
            """);
        var group = file.Groups[0];
        Assert.That((group.Name.Text, group.Interval, group.QueryOffset, group.Limit), Is.EqualTo(("a", TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1), 10)));
        Assert.That(group.Labels["team"].Text, Is.EqualTo("db"));
        Assert.That((group.Rules[0].IsAlert, group.Rules[0].Name.Text, group.Rules[0].Expr.Text), Is.EqualTo((false, "job:up:sum", "sum by (job) (up)")));
        var alert = group.Rules[1];
        Assert.That((alert.IsAlert, alert.Name.Text, alert.For, alert.KeepFiringFor), Is.EqualTo((true, "Down", TimeSpan.FromDays(9), TimeSpan.FromMinutes(5))));
        Assert.That(alert.Labels["level"].Text, Is.EqualTo("1"));
        Assert.That(alert.Annotations["summary"].Text, Is.EqualTo("{{ $labels.job }} is down"));
        Assert.That((file.Groups[1].Interval, file.Groups[1].Rules.Count), Is.EqualTo(((TimeSpan?)null, 0)));
    }

    [Test]
    public void Everything_that_is_wrong_is_told_at_once_with_its_place()
    {
        Check("""
            groups:
              - name: a
                rules:
                  - alert: A
                    expr: up
                    durration: 5m
                    for: 5 minutes
                  - record: a-b
                    expr: 1
                    for: 1m
                  - expr: up
                  - alert: B
                    record: b
                    expr: up
                    labels: {1x: y, __name__: z}
                    annotations: {a-b: c}
                  - alert: C
              - name: a
                interval: soon
              - rules: []
            """, """
            r.yml:6:9: unknown key 'durration' in groups[0].rules[0] (known are record, alert, expr, for, keep_firing_for, labels, annotations)
            r.yml:7:14: groups[0].rules[0].for must be a duration such as 30s, 5m, 1h30m, 2d or 1w, not '5 minutes'
            r.yml:8:17: groups[0].rules[1].record must be a metric's name of letters, digits, _ and :, not 'a-b'
            r.yml:10:14: groups[0].rules[1].for has no meaning in a recording rule: only alerts have it
            r.yml:11:9: groups[0].rules[2] is neither a recording nor an alerting rule: give it record or alert
            r.yml:13:17: groups[0].rules[3].record stands beside alert: a rule is one of the two
            r.yml:15:22: groups[0].rules[3].labels.1x must have a name of letters, digits and _, that neither starts with a digit nor is __name__
            r.yml:15:35: groups[0].rules[3].labels.__name__ must have a name of letters, digits and _, that neither starts with a digit nor is __name__
            r.yml:16:28: groups[0].rules[3].annotations.a-b must have a name of letters, digits and _, that does not start with a digit
            r.yml:17:9: groups[0].rules[4].expr is missing: a rule needs an expression
            r.yml:18:11: groups[1].name 'a' is there already at r.yml:2:11: names of groups are unique in a file
            r.yml:19:15: groups[1].interval must be a duration such as 30s, 5m, 1h30m, 2d or 1w, not 'soon'
            r.yml:20:5: groups[2].name is missing: a group needs a name
            """);
        Check("groups: {name: a}", "r.yml:1:9: groups must be a list such as [a, b], not a mapping");
        Check("group: []", "r.yml:1:1: unknown key 'group' at the top (did you mean 'groups'?)");
        Check("- a", "r.yml:1:1: a file of rules must be a mapping, lines of 'key: value', not a list");
        Check("apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: a}\nspec: {groups: []}",
            "r.yml:2:7: is a PrometheusRule, which the Prometheus operator reads: a file of rules is what stands below its spec, from 'groups:' on");
        Check("groups: [", "r.yml:2:1: not valid YAML: while parsing a node, did not find expected node content");

        static void Check(string text, string want)
        {
            var result = RuleFileLoader.Load("r.yml", text);
            Assert.That(string.Join('\n', result.Errors), Is.EqualTo(want));
        }
    }

    [Test]
    public void A_place_inside_of_an_expression_is_a_place_in_the_file()
    {
        Check("a > b", 4, "5:19");
        Check("a > b # comment", 4, "5:19");
        Check("a > b", 5, "5:20");
        Check("'a{x=\"it''s\"} > b'", 13, "5:30");
        Check("\"a{x=\\\"y\\\"} > b\"", 11, "5:29");
        Check("|\n          a\n            + b\n          > c", 4, "7:13");
        Check("|\n          a\n            + b\n          > c", 8, "8:11");
        Check("|-\n          a{x=\"y\"}\n\n          > c", 12, "8:13");
        Check(">\n          a\n          > b", 4, "7:13");
        Check(">-\n          a\n            + b\n          > c", 8, "8:11");
        Check("a\n          > b", 4, "6:13");
        // An escaped line break is not followed.
        Check("\"a \\\n          > b\"", 4, "5:15");

        static void Check(string expr, int offset, string want)
        {
            var file = Valid($"groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: {expr}\n");
            Assert.That(file.Groups[0].Rules[0].Expr.Error(offset, "x").ToString(), Is.EqualTo($"r.yml:{want}: x"), expr);
        }
    }

    [Test]
    public void Durations_are_those_of_Prometheus()
    {
        Check("0", "00:00:00");
        Check("1y1w1d1h1m1s1ms", "373.01:01:01.0010000");
        Check("2w", "14.00:00:00");
        Check("1h30m", "01:30:00");
        foreach (var text in new[] { "", "5", "1m1h", "1.5m", "-5m", "5 m", "1w1y", "w", "1y0x", "300y" })
            Assert.That(RuleDuration.TryParse(text, out _), Is.False, text);

        static void Check(string text, string want)
        {
            Assert.That(RuleDuration.TryParse(text, out var duration), text);
            Assert.That(duration.ToString(), Is.EqualTo(want), text);
        }
    }

    static RuleFile Valid(string text)
    {
        var result = RuleFileLoader.Load("r.yml", text);
        Assert.That(result.Errors, Is.Empty);
        return result.File!;
    }
}
