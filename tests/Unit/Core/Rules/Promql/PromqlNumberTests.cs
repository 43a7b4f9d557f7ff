using System.Globalization;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

internal sealed class PromqlNumberTests
{
    [Test]
    public void Numbers_have_the_shortest_digits_and_no_exponent()
    {
        Check(0, "0");
        Check(-0.0, "-0");
        Check(1, "1");
        Check(0.1, "0.1");
        Check(-12.5, "-12.5");
        Check(1e21, "1000000000000000000000");
        Check(1.5e300, "15" + new string('0', 299));
        Check(5e-7, "0.0000005");
        Check(1.25e-10, "0.000000000125");
        Check(double.Epsilon, "0." + new string('0', 323) + "5");
        Check(double.NaN, "NaN");
        Check(double.PositiveInfinity, "+Inf");
        Check(double.NegativeInfinity, "-Inf");

        static void Check(double value, string want) => Assert.That(PromqlNumber.Format(value), Is.EqualTo(want));
    }

    [Test]
    public void Any_number_reads_back_as_itself()
    {
        var random = new Random(3);
        for (var i = 0; i < 20_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
                Assert.That(double.Parse(PromqlNumber.Format(value), CultureInfo.InvariantCulture), Is.EqualTo(value));
        }
    }

    [Test]
    public void Durations_are_read_and_printed_as_Prometheus_does()
    {
        Check("0", "0s");
        Check("90s", "1m30s");
        Check("1h30m", "1h30m");
        Check("1y", "1y");
        Check("365d", "1y");
        Check("366d", "366d");
        Check("14d", "2w");
        Check("1w2d3h4m5s6ms", "9d3h4m5s6ms");
        Check("1500ms", "1s500ms");
        Check("", null);
        Check("1", null);
        Check("1m1h", null);
        Check("1h1h", null);
        Check("1x", null);
        Check("300y", null);
        Check("99999999999999999999s", null);
        Check("-5m", null);

        static void Check(string text, string? want) =>
            Assert.That(PromqlDuration.TryParse(text, out var duration) ? PromqlDuration.Format(duration) : null, Is.EqualTo(want), text);
    }
}
