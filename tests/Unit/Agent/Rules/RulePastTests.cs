using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Unit.Agent.Rules;

public sealed class RulePastTests
{
    [TestCase("pg_up == 0", "0s", TestName = "What is newest decides alone, without the look-back")]
    [TestCase("rate(x[5m]) > 1 and y", "300s", TestName = "The longest range decides")]
    [TestCase("x offset 10m > max_over_time(y[5m:1m])", "600s", TestName = "An offset counts as a range does")]
    [TestCase("job:x:rate5m > 1", "330s", TestName = "A recorded series has the past of its own rule, and may come one evaluation later")]
    [TestCase("max_over_time(job:x:rate5m[1h])", "3930s", TestName = "Ranges over recorded series add up")]
    [TestCase("{__name__=~\"job:.+\"} > 1", "345s", TestName = "Whatever a selector may mean counts")]
    [TestCase("vector(1)", "0s", TestName = "A number has no past")]
    public void How_much_of_the_past_a_rule_needs(string expression, string expected)
    {
        var rules = RuleSet.Of([RuleFileLoader.Load("rules.yml", $"""
            groups:
              - name: slow
                interval: 30s
                rules:
                  - record: job:x:rate5m
                    expr: rate(x[5m])
              - name: others
                rules:
                  - record: job:circle
                    expr: job:circle or job:x:rate5m
                  - alert: Asked
                    expr: '{expression}'
            """)]);
        Assert.That(rules.Errors, Is.Empty);
        var past = new RulePast(rules, TimeSpan.FromSeconds(15));
        Assert.That($"{past.Of(rules.Rules.Last()).TotalSeconds}s", Is.EqualTo(expected));
    }
}
