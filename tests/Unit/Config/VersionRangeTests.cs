using MetricsAgent.Config;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class VersionRangeTests
{
    [Test]
    public void A_range_contains_the_versions_that_postgres_exporter_means()
    {
        void Check(string text, int version, bool expected)
        {
            Assert.That(VersionRange.TryParse(text, out var range), text);
            Assert.That(range!.Contains(version), Is.EqualTo(expected), $"{version} in {text}");
        }

        Check(">=10.0.0", 150_018, true);
        Check(">=10.0.0", 90_624, false);
        Check("<10.0.0", 90_624, true);
        Check("<9.6.24", 90_624, false);
        Check(">=15.3", 150_002, false);
        Check(">=15.3.0", 150_003, true);
        Check(">=13.0.0 <16.0.0", 160_001, false);
        Check(">=13.0.0 <16.0.0 || >=17", 170_000, true);
        Check("!=16.0.0", 160_000, false);
        Check("!16.0.0", 160_001, true);
        Check("=16.1.0", 160_001, true);
        Check("==16.1", 160_001, true);
        Check("16.1", 160_000, false);
        Check(">15", 150_001, true);
        Check("<=15", 150_000, true);
    }

    [Test]
    public void What_is_no_range_is_refused()
    {
        foreach (var text in (string[])["", " ", "newer", ">=", ">=x", ">=1.2.3.4", ">=15 ||", ">=-1", ">= 999"])
            Assert.That(VersionRange.TryParse(text, out _), Is.False, text);
    }
}
