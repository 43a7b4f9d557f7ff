using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Settings as numbers in base units.</summary>
public sealed class SettingValueTests
{
    [Test]
    public void Settings_become_bytes_seconds_switches_or_plain_numbers()
    {
        Check("on", 1);
        Check("off", 0);
        Check("100", 100);
        Check("0.2", 0.2);
        Check("-1", -1);
        Check("8kB", 8_192);
        Check("128MB", 128 << 20);
        Check("4GB", 4L << 30);
        Check("2TB", 2L << 40);
        Check("512B", 512);
        Check("250us", 250e-6);
        Check("2ms", 0.002);
        Check("30s", 30);
        Check("5min", 300);
        Check("1h", 3_600);
        Check("2d", 172_800);
        Check("replica", double.NaN);
        Check("", double.NaN);
        Check("5 parsecs", double.NaN);
    }

    static void Check(string text, double want) => Assert.That(SettingValue.Parse(text), Is.EqualTo(want).Within(1e-12), text);
}
