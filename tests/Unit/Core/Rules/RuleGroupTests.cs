using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Testing;

namespace MetricsAgent.Tests.Unit.Core.Rules;

public sealed class RuleGroupTests
{
    [Test]
    public void What_one_rule_records_the_next_one_sees()
    {
        var series = Series();
        Evaluate(series, Record("b", "sum(a) * 2", ("kind", "sum")), Record("c", "b + 1"));
        Check(series, "b", "b{kind=\"sum\"} 10");
        Check(series, "c", "c{kind=\"sum\"} 11");
        Check(series, "d", "");
    }

    [Test]
    public void A_label_of_the_rule_replaces_and_an_empty_one_takes_away()
    {
        var series = Series();
        Evaluate(series, Record("b", "a{x=\"1\"}", ("x", "9")), Record("c", "a{x=\"1\"}", ("x", "")), Record("n", "42"));
        Check(series, "b", "b{x=\"9\"} 2");
        Check(series, "c", "c 2");
        Check(series, "n", "n 42");
    }

    [Test]
    public void A_series_that_is_not_given_any_more_ends_at_once_also_when_the_rule_fails()
    {
        var series = Series();
        var rule = Record("b", "a > 2");
        var group = new RuleGroup("f", "g", TimeSpan.FromMinutes(1), default, 0, [rule]);
        group.Evaluate(new Evaluator(series), RuleSurroundings.None, 0, series.Append);
        Check(series, "b", "b{x=\"2\"} 3");
        series.Append(SeriesNotation.Labels("a{x=\"2\"}"), 1, 60_000);
        group.Evaluate(new Evaluator(series), RuleSurroundings.None, 60_000, series.Append);
        Assert.That(new Evaluator(series).Instant(PromqlParser.Parse("b"), 60_000).Vector, Is.Empty);
    }

    [Test]
    public void An_evaluation_takes_the_time_that_passes_in_it()
    {
        var series = Series();
        var (first, second) = (Record("b", "a"), Record("c", "b"));
        var group = new RuleGroup("f", "g", TimeSpan.FromMinutes(1), default, 0, [first, second]);
        var asked = 0;
        group.Evaluate(new Evaluator(series), RuleSurroundings.None with { Elapsed = () => TimeSpan.FromSeconds(asked++) }, 0, series.Append);
        Assert.That((group.EvaluationTime, first.EvaluationTime, second.EvaluationTime), Is.EqualTo((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))));
    }

    [Test]
    public void A_failing_rule_does_not_stop_those_behind_it()
    {
        var series = Series();
        var (twice, many) = (Record("b", "a", ("x", "")), Record("b", "a * on () a"));
        Evaluate(series, twice, many, Record("c", "sum(a)"));
        Assert.That(twice.LastError, Is.EqualTo("vector contains metrics with the same labelset after applying rule labels"));
        Assert.That(many.LastError, Is.Not.Null);
        Check(series, "c", "c 5");
    }

    [Test]
    public void A_limit_is_told_and_an_offset_is_looked_back()
    {
        var series = Series();
        var rule = Record("b", "a");
        new RuleGroup("f", "g", TimeSpan.FromMinutes(1), default, 1, [rule]).Evaluate(new Evaluator(series), RuleSurroundings.None, 0, series.Append);
        Assert.That(rule.LastError, Is.EqualTo("exceeded limit of 1 with 2 series"));

        var late = Record("l", "sum(a)");
        new RuleGroup("f", "g", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), 0, [late]).Evaluate(new Evaluator(series), RuleSurroundings.None, 60_000, series.Append);
        Check(series, "l", "l 5");
        Assert.That(late.LastEvaluation, Is.EqualTo(60_000));
    }

    [Test]
    public void A_group_is_due_once_in_each_of_its_intervals()
    {
        var group = new RuleGroup("f", "g", TimeSpan.FromSeconds(15), default, 0, []);
        Assert.That(group.IsDue(1_000), Is.True);
        group.Evaluate(new Evaluator(Series()), RuleSurroundings.None, 1_000, (_, _, _) => { });
        Assert.That(group.IsDue(14_999), Is.False);
        Assert.That(group.IsDue(15_000), Is.True);
        Assert.That(group.IsDue(500), Is.False);
    }

    static TestSeries Series()
    {
        var series = new TestSeries();
        series.Append(SeriesNotation.Labels("a{x=\"1\"}"), 2, 0);
        series.Append(SeriesNotation.Labels("a{x=\"2\"}"), 3, 0);
        return series;
    }

    static RecordingRule Record(string name, string expression, params (string Name, string Value)[] labels) =>
        new(name, PromqlParser.Parse(expression), [.. labels.Select(label => new Label(label.Name, label.Value))]);

    static void Evaluate(TestSeries series, params Rule[] rules) =>
        new RuleGroup("f", "g", TimeSpan.FromMinutes(1), default, 0, rules).Evaluate(new Evaluator(series), RuleSurroundings.None, 0, series.Append);

    static void Check(TestSeries series, string expression, string want) =>
        Assert.That(string.Join('\n', new Evaluator(series).Instant(PromqlParser.Parse(expression), 0).Vector.Select(sample => $"{sample.Labels} {sample.Value}")), Is.EqualTo(want));
}
