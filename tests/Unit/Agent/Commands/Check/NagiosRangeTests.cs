using MetricsAgent.Commands.Check;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Agent.Commands.Check;

/// <summary>The table of the monitoring plugins' development guidelines, and what they leave open.</summary>
public sealed class NagiosRangeTests
{
    [Test]
    public void A_range_alerts_outside_of_it_or_with_an_at_sign_inside()
    {
        Check("10", alerts: [-1, 10.5, double.PositiveInfinity], fine: [0, 5, 10]);
        Check("10:", alerts: [9.9, -5], fine: [10, 1e9]);
        Check("~:10", alerts: [10.1], fine: [10, -1e9]);
        Check("10:20", alerts: [9, 21], fine: [10, 15, 20]);
        Check("@10:20", alerts: [10, 15, 20], fine: [9.9, 20.1]);
        Check("@10", alerts: [0, 10], fine: [-1, 11]);
        Check("-5:-1", alerts: [0, -6], fine: [-5, -3]);
        Check("0:0", alerts: [1, -1], fine: [0]);
        Check("0.7", alerts: [0.71], fine: [0.7]);
    }

    [Test]
    public void What_is_no_range_is_none()
    {
        foreach (var text in new[] { "", ":", "@", "~", "10:5", "a", "1:2:3", "1e3", "NaN", "10%", "1 :2", "~:~", "Infinity", "@@1" })
            Assert.That(NagiosRange.Parse(text), text is ":" ? Is.Not.Null : Is.Null, text);
    }

    [Test]
    public void A_range_is_written_as_it_is_read()
    {
        foreach (var text in new[] { "10", "10:", "~:10", "10:20", "@10:20", "@10", "~:0.7", "-5:-1", "0:", "0" })
            Assert.That($"{NagiosRange.Parse(text)}", Is.EqualTo(text));
    }

    [Test]
    public void A_rule_has_the_range_outside_of_which_it_fires()
    {
        foreach (var (rule, range) in new[] { ("a > 0.7", "~:0.7"), ("a < 0.2", "0.2:"), ("a == 0", "@0"), ("a != 1", "1:1") })
            Assert.That($"{NagiosRange.Of(Threshold.Of(PromqlParser.Parse(rule))!)}", Is.EqualTo(range), rule);
    }

    static void Check(string text, double[] alerts, double[] fine)
    {
        var range = NagiosRange.Parse(text)!;
        foreach (var value in alerts)
            Assert.That(range.Alerts(value), Is.True, $"{value} in {text}");
        foreach (var value in fine)
            Assert.That(range.Alerts(value), Is.False, $"{value} in {text}");
    }
}
