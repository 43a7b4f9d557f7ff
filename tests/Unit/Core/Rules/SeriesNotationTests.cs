using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Testing;

namespace MetricsAgent.Tests.Unit.Core.Rules;

public sealed class SeriesNotationTests
{
    [Test]
    public void Values_are_written_as_promtool_has_them()
    {
        Check("1 2.5 -3", "1 2.5 -3");
        Check("1+2x3", "1 3 5 7");
        Check("10-2x2 5", "10 8 6 5");
        Check("3x2", "3 3 3");
        Check("-1-1x2", "-1 -2 -3");
        Check("_ _x2 4", "_ _ _ 4");
        Check("1e3 1e-3 1e+2 1e2+1e1x1", "1000 0.001 100 100 110");
        Check("NaN Inf -Inf +Inf", "NaN +Inf -Inf +Inf");
        Check("1 stale 2", "1 stale 2");
        Check("", "");

        static void Check(string text, string want) => Assert.That(
            string.Join(' ', SeriesNotation.Values(text).Select(value => value is null ? "_" : StaleMarker.Is(value.Value) ? "stale" : PromqlNumber.Format(value.Value))), Is.EqualTo(want), text);
    }

    [Test]
    public void What_is_no_value_or_no_series_is_told()
    {
        foreach (var text in new[] { "a", "1+", "1+x3", "x3", "1++2x3", "stalex3", "1x", "--1", "5x2000000", "{{schema:1}}" })
            Assert.That(() => SeriesNotation.Values(text), Throws.InstanceOf<FormatException>().With.Message.Contains(text), text);
        foreach (var text in new[] { "a{", "a{b!=\"c\"}", "a[5m]", "a + b", "rate(a[5m])", "a offset 5m" })
            Assert.That(() => SeriesNotation.Labels(text), Throws.InstanceOf<FormatException>(), text);
        Assert.That(SeriesNotation.Labels("a{b=\"c\"}"), Is.EqualTo(Labels.Of(("__name__", "a"), ("b", "c"))));
    }

    [Test]
    public void Nothing_else_is_thrown_whatever_is_written()
    {
        var random = new Random(20260609);
        string[] pieces = ["1", "x", "+", "-", "_", "stale", " ", "e", ".", "9", "NaN", "inf", "{", "\"", "a=", "}"];
        for (var round = 0; round < 50_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => pieces[random.Next(pieces.Length)]));
            foreach (var read in new Action[] { () => SeriesNotation.Values(text), () => SeriesNotation.Labels(text) })
            {
                try
                {
                    read();
                }
                catch (FormatException)
                {
                    // Its own.
                }
            }
        }
    }
}
