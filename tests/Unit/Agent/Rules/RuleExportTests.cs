using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Agent.Rules;

public sealed class RuleExportTests
{
    const string Rules = """
        groups:
          - name: g
            interval: 30s
            labels: {team: db}
            rules:
              - {record: a:b, expr: sum(pg_up)}
              - alert: A
                expr: |
                  a:b
                    == 0
                for: 1w
                keep_firing_for: 90s
                labels: {severity: "cri\"tical"}
                annotations: {summary: "{{ $value }}\ndown", runbook_url: "RUNBOOK.md#a"}
              - {alert: Own, expr: orders_total > 1}
              - {alert: Node, expr: node_load1 > 1}
        """;

    [Test]
    public void What_is_measured_is_exported_and_the_rest_is_named()
    {
        Assert.That(Export(["postgres.instance"], hasTargets: false, "https://x.example/"), Is.EqualTo("""
            # Written by metrics-agent rules export.
            # Left out, nothing here measures it: Own (orders_total)
            # Left out, nothing here measures it: Node (node_load1)
            groups:
              - name: "g"
                interval: 30s
                labels:
                  team: "db"
                rules:
                  - record: "a:b"
                    expr: "sum(pg_up)"
                  - alert: "A"
                    expr: "a:b\n  == 0\n"
                    for: 7d
                    keep_firing_for: 1m30s
                    labels:
                      severity: "cri\"tical"
                    annotations:
                      summary: "{{ $value }}\ndown"
                      runbook_url: "https://x.example/RUNBOOK.md#a"

            """));
        Assert.That(Export([], hasTargets: false, ""), Does.EndWith("groups: []\n").And.Contain("a:b (pg_up)").And.Contain("A (a:b)"));
        Assert.That(Export([], hasTargets: true, ""), Does.Contain("alert: \"Own\"").And.Not.Contain("alert: \"A\""));
    }

    [Test]
    public void What_is_exported_loads_as_the_same_rules()
    {
        var again = RuleFileLoader.Load("e.yml", Export(["postgres.instance", "node.loadavg"], hasTargets: true, ""));
        Assert.That(again.Errors, Is.Empty);
        var first = RuleFileLoader.Load("r.yml", Rules).File!.Groups[0];
        var second = again.File!.Groups[0];
        Assert.That(second.Rules.Select(Told), Is.EqualTo(first.Rules.Select(Told)));

        static string Told(RuleConfig rule) => $"{rule.IsAlert} {rule.Name} {rule.Expr} {rule.For} {rule.KeepFiringFor} {string.Join(',', rule.Labels)} {string.Join(',', rule.Annotations)}";
    }

    static string Export(string[] on, bool hasTargets, string runbooks) =>
        new RuleExport(entry => on.Contains(entry.Name), hasTargets, runbooks).Render(RuleSet.Of([RuleFileLoader.Load("r.yml", Rules)]));
}
