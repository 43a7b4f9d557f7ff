using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules;

public sealed class ThresholdTests
{
    [Test]
    public void A_comparison_with_a_number_says_what_the_value_should_be()
    {
        Check("a / b > 0.7", "a / b", "<= 0.7");
        Check("a >= 5", "a", "< 5");
        Check("a < 0.2", "a", ">= 0.2");
        Check("a <= -1", "a", "> -1");
        Check("up == 0", "up", "!= 0");
        Check("up != 1", "up", "== 1");
        Check("0.9 < a", "a", "<= 0.9");
        Check("((a) > 5 * 1024 ^ 2)", "(a)", "<= 5242880");
        Check("a > 1 and on (b) c > 2", "a", "<= 1");
        Check("(a > 1) unless b", "a", "<= 1");
    }

    [Test]
    public void What_no_number_decides_has_no_threshold()
    {
        foreach (var text in new[] { "up", "a > b", "a > bool 1", "a > 1 or b > 1", "absent(a)", "a - 1", "1 > bool 2" })
            Assert.That(Threshold.Of(PromqlParser.Parse(text)), Is.Null, text);
    }

    [Test]
    public void The_worse_value_is_farther_on_the_bad_side()
    {
        Assert.That(Of("a > 1").IsWorse(3, 2), Is.True);
        Assert.That(Of("a < 1").IsWorse(3, 2), Is.False);
        Assert.That(Of("a == 0").IsWorse(0, 1), Is.True);
        Assert.That(Of("a != 1").IsWorse(1, 0), Is.False);
    }

    static Threshold Of(string text) => Threshold.Of(PromqlParser.Parse(text))!;

    static void Check(string text, string measured, string target) =>
        Assert.That((Of(text).Measured.ToString(), Of(text).Target), Is.EqualTo((measured, target)), text);
}
