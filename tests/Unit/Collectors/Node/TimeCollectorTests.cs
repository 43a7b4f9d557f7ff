using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class TimeCollectorTests
{
    [Test]
    public void The_zone_has_the_abbreviation_and_the_offset_of_the_season()
    {
        static void Check(TimeProvider clock, string want) =>
            Assert.That(Emitted.By(samples => TimeCollector.Emit(samples, clock.GetUtcNow(), clock.LocalTimeZone))[1], Is.EqualTo($"node_time_zone_offset_seconds{want}"));

        Check(FixedClock.Winter, """{time_zone="CET"} 3600""");
        Check(FixedClock.Summer, """{time_zone="CEST"} 7200""");
    }

    [Test]
    public void Utc_is_called_utc() => Assert.That(
        Emitted.By(samples => TimeCollector.Emit(samples, DateTimeOffset.UnixEpoch.AddMilliseconds(1500), TimeZoneInfo.Utc)),
        Is.EqualTo(new[] { "node_time_seconds 1.5", """node_time_zone_offset_seconds{time_zone="UTC"} 0""" }));

    [Test]
    public void A_machine_without_clock_sources_still_has_the_time()
    {
        var lines = Emitted.By(new TimeCollector(FixtureTree.Files("old"), FixedClock.Winter));
        Assert.That(lines[0], Is.EqualTo("node_time_seconds 1768478400.25"));
        Assert.That(lines, Does.Contain("missing clocksource not_found"));
    }
}
