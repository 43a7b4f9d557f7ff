using MetricsAgent.History;

namespace MetricsAgent.Tests.Unit.Core.History;

public sealed class FamilyLineTests
{
    [Test]
    public void A_bound_is_written_as_Prometheus_3_keeps_it()
    {
        Check(1, "1.0");
        Check(0, "0.0");
        Check(-1, "-1.0");
        Check(0.25, "0.25");
        Check(0.005, "0.005");
        Check(0.0001, "0.0001");
        Check(0.00001, "1e-05");
        Check(0.000025, "2.5e-05");
        Check(100_000, "100000.0");
        Check(1_000_000, "1e+06");
        Check(1_048_576, "1.048576e+06");
        Check(-1_048_576, "-1.048576e+06");
        Check(123456.5, "123456.5");
        Check(1234567.25, "1.23456725e+06");
        Check(1e21, "1e+21");
        Check(1.5e300, "1.5e+300");
        Check(double.PositiveInfinity, "+Inf");
        Check(double.NegativeInfinity, "-Inf");
        Check(double.NaN, "NaN");

        static void Check(double bound, string want) => Assert.That(FamilyLine.Text(bound), Is.EqualTo(want));
    }
}
