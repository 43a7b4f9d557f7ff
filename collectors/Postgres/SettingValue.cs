using System.Globalization;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A setting as <c>pg_settings</c> has it, in base units: its text, and the unit that it counts in (<c>8kB</c>, <c>min</c>, or none).</summary>
static class SettingValue
{
    /// <returns>1 and 0 for switches, bytes, seconds, or the plain number; NaN for anything else.</returns>
    internal static double Parse(string text, string unit)
    {
        switch (text)
        {
            case "on": return 1;
            case "off": return 0;
        }

        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return double.NaN;
        // -1 is a word: without limit, off, or as another setting says.
        return number < 0 ? number : number * Factor(unit);
    }

    /// <summary>What a family's name ends in.</summary>
    internal static string Suffix(string unit) => Split(unit).Name switch
    {
        "B" or "kB" or "MB" or "GB" or "TB" => "_bytes",
        "us" or "ms" or "s" or "min" or "h" or "d" => "_seconds",
        _ => "",
    };

    static double Factor(string unit)
    {
        var (count, name) = Split(unit);
        return count * name switch
        {
            "kB" => 1 << 10,
            "MB" => 1 << 20,
            "GB" => 1 << 30,
            "TB" => 1L << 40,
            "us" => 1e-6,
            "ms" => 1e-3,
            "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => 1,
        };
    }

    /// <summary><c>8kB</c> is 8 and <c>kB</c>.</summary>
    static (double Count, string Name) Split(string unit)
    {
        var digits = unit.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits > 0 ? (double.Parse(unit.AsSpan(0, digits), CultureInfo.InvariantCulture), unit[digits..]) : (1, unit);
    }
}
