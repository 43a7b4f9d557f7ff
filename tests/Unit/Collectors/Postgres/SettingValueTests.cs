using MetricsAgent.Collectors.Postgres;

namespace MetricsAgent.Tests.Unit.Collectors.Postgres;

/// <summary>Settings as numbers in base units.</summary>
public sealed class SettingValueTests
{
    [Test]
    public void Settings_become_bytes_seconds_switches_or_plain_numbers()
    {
        Check("on", "", 1, "");
        Check("off", "", 0, "");
        Check("100", "", 100, "");
        Check("0.2", "", 0.2, "");
        Check("16384", "8kB", 128 << 20, "_bytes");
        Check("64", "kB", 64 << 10, "_bytes");
        Check("1024", "MB", 1 << 30, "_bytes");
        Check("512", "B", 512, "_bytes");
        Check("2", "ms", 0.002, "_seconds");
        Check("30", "s", 30, "_seconds");
        Check("5", "min", 300, "_seconds");
        Check("replica", "", double.NaN, "");
        Check("", "", double.NaN, "");
    }

    [Test]
    public void Minus_one_is_no_amount_of_anything()
    {
        Check("-1", "", -1, "");
        Check("-1", "MB", -1, "_bytes");
        Check("-1", "ms", -1, "_seconds");
    }

    static void Check(string text, string unit, double want, string suffix)
    {
        Assert.That(SettingValue.Parse(text, unit), Is.EqualTo(want).Within(1e-12), text);
        Assert.That(SettingValue.Suffix(unit), Is.EqualTo(suffix), unit);
    }
}
