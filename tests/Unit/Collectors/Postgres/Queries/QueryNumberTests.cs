using MetricsAgent.Collectors.Postgres.Queries;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres.Queries;

internal sealed class QueryNumberTests
{
    const uint Interval = 1186;
    const uint TimestampWithZone = 1184;
    const uint Text = 25;

    [Test]
    public void An_interval_is_as_many_seconds_as_its_epoch()
    {
        void Check(string text, double expected)
        {
            Assert.That(QueryNumber.TryRead(text, Interval, out var number), text);
            Assert.That(number, Is.EqualTo(expected), text);
        }

        Check("PT0S", 0);
        Check("PT1M30.5S", 90.5);
        Check("P1DT2H", 93_600);
        Check("P-1DT-2H-0.5S", -93_600.5);
        Check("P1Y2M-3DT4H5M6.7S", ((365.25 + 60 - 3) * 86_400) + 14_706.7);
    }

    [Test]
    public void A_moment_is_seconds_of_unix_time()
    {
        void Check(string text, double expected)
        {
            Assert.That(QueryNumber.TryRead(text, TimestampWithZone, out var number), text);
            Assert.That(number, Is.EqualTo(expected), text);
        }

        Check("1970-01-01 00:00:00+00", 0);
        Check("1970-01-01 05:30:00.25+05:30", 0.25);
        Check("1969-12-31", -86_400);
        Check("-infinity", double.NegativeInfinity);
    }

    [Test]
    public void What_is_no_number_is_refused()
    {
        foreach (var (text, type) in ((string, uint)[])[("", Text), ("1,5", Text), ("0x10", Text), ("$3.50", 790), ("1 day", Interval), ("P1", Interval), ("P1H", Interval), ("0044-03-15 BC", TimestampWithZone)])
            Assert.That(QueryNumber.TryRead(text, type, out _), Is.False, text);
    }

    [Test]
    public void A_duration_of_postgres_exporter_is_milliseconds()
    {
        void Check(string text, double expected)
        {
            Assert.That(QueryDuration.TryReadMilliseconds(text, out var number), text);
            Assert.That(number, Is.EqualTo(expected), text);
        }

        Check("0", 0);
        Check("1h30m", 5_400_000);
        Check("-1.5s", -1500);
        Check("1ms500us", 1.5);
        Check("-1", double.NaN);
        foreach (var text in (string[])["", "1", "m", "1x", "1 s", "--1s"])
            Assert.That(QueryDuration.TryReadMilliseconds(text, out _), Is.False, text);
    }
}
