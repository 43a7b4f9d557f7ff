using System.Globalization;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A setting as <c>SHOW</c> prints it (PostgreSQL's documentation, 20.1.1): <c>on</c>, <c>0.2</c>, <c>128MB</c>, <c>5min</c>.</summary>
static class SettingValue
{
    /// <returns>1 and 0 for switches, bytes, seconds, or the plain number; NaN for anything else.</returns>
    internal static double Parse(ReadOnlySpan<char> text)
    {
        switch (text)
        {
            case "on": return 1;
            case "off": return 0;
        }

        var end = text.LastIndexOfAnyInRange('0', '9') + 1;
        return double.TryParse(text[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number * Unit(text[end..])
            : double.NaN;
    }

    static double Unit(ReadOnlySpan<char> unit) => unit switch
    {
        "" => 1,
        "B" => 1,
        "kB" => 1 << 10,
        "MB" => 1 << 20,
        "GB" => 1 << 30,
        "TB" => 1L << 40,
        "us" => 1e-6,
        "ms" => 1e-3,
        "s" => 1,
        "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => double.NaN,
    };
}
