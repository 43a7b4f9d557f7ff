using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

public sealed class ShortRangesTests
{
    [Test]
    public void Every_range_is_as_long_as_the_moment_and_nothing_else_changes()
    {
        Check("rate(x[5m])", "rate(x[1s1ms])");
        Check("x > 0.5", "x > 0.5");
        Check("sum by (a) (increase(x{b=\"c\"}[1h] offset 1m)) / on (a) group_left () -y", "sum by (a) (increase(x{b=\"c\"}[1s1ms] offset 1m)) / on (a) group_left () -y");
        Check("max_over_time((rate(x[5m]))[1h:1m])", "max_over_time((rate(x[1s1ms]))[1s1ms:100ms])");
        Check("topk(2, x) or vector(1)", "topk(2, x) or vector(1)");
        Check("label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")", "label_replace(x, \"a\", \"$1\", \"b\", \"(.*)\")");
    }

    [Test]
    public void What_looks_ahead_is_found_wherever_it_stands()
    {
        Assert.That(ShortRanges.IsTooShortFor(PromqlParser.Parse("1 + (-predict_linear(x[1h], 60) < 0)")), Is.True);
        Assert.That(ShortRanges.IsTooShortFor(PromqlParser.Parse("deriv(x[1h]) < 0")), Is.False);
    }

    static void Check(string text, string want) =>
        Assert.That(ShortRanges.Of(PromqlParser.Parse(text), TimeSpan.FromMilliseconds(1001), TimeSpan.FromMilliseconds(100)).ToString(), Is.EqualTo(PromqlParser.Parse(want).ToString()), text);
}
