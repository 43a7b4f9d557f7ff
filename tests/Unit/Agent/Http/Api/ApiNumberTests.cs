using MetricsAgent.Http.Api;

namespace MetricsAgent.Tests.Unit.Agent.Http.Api;

public sealed class ApiNumberTests
{
    [Test]
    public void Values_have_an_exponent_only_where_they_are_very_small_or_very_large()
    {
        Check(0, "0");
        Check(-0.0, "-0");
        Check(1, "1");
        Check(-1.5, "-1.5");
        Check(0.1, "0.1");
        Check(1e-6, "0.000001");
        Check(9.99e-7, "9.99e-07");
        Check(-5e-324, "-5e-324");
        Check(1e15, "1000000000000000");
        Check(1e16, "10000000000000000");
        Check(123456789012345680000.0, "123456789012345680000");
        Check(1e21, "1e+21");
        Check(-1.25e100, "-1.25e+100");
        Check(double.MaxValue, "1.7976931348623157e+308");
        Check(double.NaN, "NaN");
        Check(double.PositiveInfinity, "+Inf");
        Check(double.NegativeInfinity, "-Inf");

        static void Check(double value, string want) => Assert.That(ApiNumber.Value(value), Is.EqualTo(want));
    }

    [Test]
    public void An_alert_always_has_an_exponent()
    {
        Check(0, "0e+00");
        Check(1, "1e+00");
        Check(-12.5, "-1.25e+01");
        Check(0.00042, "4.2e-04");
        Check(1e100, "1e+100");
        Check(double.NaN, "NaN");
        Check(double.NegativeInfinity, "-Inf");

        static void Check(double value, string want) => Assert.That(ApiNumber.Exponent(value), Is.EqualTo(want));
    }

    [Test]
    public void Times_are_seconds_with_three_places_where_they_need_any()
    {
        Check(0, "0");
        Check(1_435_781_451_000, "1435781451");
        Check(1_435_781_451_781, "1435781451.781");
        Check(1_435_781_451_780, "1435781451.780");
        Check(1_007, "1.007");
        Check(-1, "-0.001");
        Check(-1_500, "-1.500");

        Assert.That(ApiNumber.ShortTime(1_435_781_451_780), Is.EqualTo("1435781451.78"));
        Assert.That(ApiNumber.ShortTime(1_435_781_450_000), Is.EqualTo("1435781450"));

        static void Check(long time, string want) => Assert.That(ApiNumber.Time(time), Is.EqualTo(want));
    }
}
