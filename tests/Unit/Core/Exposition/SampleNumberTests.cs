using System.Globalization;
using System.Text;
using MetricsAgent.Exposition;

namespace MetricsAgent.Tests.Unit.Core.Exposition;

public sealed class SampleNumberTests
{
    [Test]
    public void Numbers_are_the_shortest_that_read_back()
    {
        Check(0, "0");
        Check(1, "1");
        Check(-1, "-1");
        Check(0.1, "0.1");
        Check(1.0 / 3, "0.3333333333333333");
        Check(5.0896e-05, "5.0896E-05");
        Check(270553174016, "270553174016");
        Check(999999999999999, "999999999999999");
        Check(18446744073709551615, "1.8446744073709552E+19");
        Check(double.MaxValue, "1.7976931348623157E+308");
        Check(double.Epsilon, "5E-324");
        Check(double.PositiveInfinity, "+Inf");
        Check(double.NegativeInfinity, "-Inf");
        Check(double.NaN, "NaN");

        static void Check(double value, string want) => Assert.That(Format(value), Is.EqualTo(want));
    }

    [Test]
    public void Any_double_reads_back_as_itself()
    {
        var random = new Random(1);
        for (var i = 0; i < 200_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
                Assert.That(double.Parse(Format(value), CultureInfo.InvariantCulture), Is.EqualTo(value));
        }
    }

    static string Format(double value)
    {
        Span<byte> buffer = stackalloc byte[SampleNumber.MaxLength];
        return Encoding.ASCII.GetString(buffer[..SampleNumber.Format(value, buffer)]);
    }
}
