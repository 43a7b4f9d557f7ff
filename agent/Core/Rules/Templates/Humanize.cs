using System.Globalization;

namespace MetricsAgent.Rules.Templates;

/// <summary>Numbers for people, as Prometheus' functions of these names write them.</summary>
static class Humanize
{
    static readonly string[] Large = ["k", "M", "G", "T", "P", "E", "Z", "Y"];
    static readonly string[] Small = ["m", "u", "n", "p", "f", "a", "z", "y"];

    internal static string Plain(double value) => GoFloat.Format(value, 'g', 4);

    internal static string Number(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return Plain(value);
        if (Math.Abs(value) < 1)
            return Tiny(value, "");
        var prefix = "";
        for (var i = 0; i < Large.Length && Math.Abs(value) >= 1000; i++)
            (prefix, value) = (Large[i], value / 1000);
        return Plain(value) + prefix;
    }

    internal static string Binary(double value)
    {
        if (Math.Abs(value) <= 1 || !double.IsFinite(value))
            return Plain(value);
        var prefix = "";
        for (var i = 0; i < Large.Length && Math.Abs(value) >= 1024; i++)
            (prefix, value) = (Large[i] + "i", value / 1024);
        return Plain(value) + prefix;
    }

    internal static string Duration(double value)
    {
        if (!double.IsFinite(value))
            return Plain(value);
        if (value == 0)
            return Plain(value) + "s";
        if (Math.Abs(value) < 1)
            return Tiny(value, "s");
        var (sign, positive) = (value < 0 ? "-" : "", Math.Abs(value));
        if (positive < 60)
            return sign + Plain(positive) + "s";
        // As much as a conversion to 64 bits leaves of it.
        var total = positive >= long.MaxValue ? long.MinValue : (long)positive;
        var (days, hours, minutes, seconds) = (total / 86_400, total / 3600 % 24, total / 60 % 60, total % 60);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{(days != 0 ? $"{days}d " : "")}{(days != 0 || hours != 0 ? $"{hours}h " : "")}{minutes}m {seconds}s");
    }

    internal static string Percentage(double value) => Plain(value * 100) + "%";

    /// <returns>Null where it is out of range.</returns>
    internal static DateTime? Time(double seconds)
    {
        // Through nanoseconds in 64 bits to whole milliseconds, as there.
        var nanoseconds = seconds * 1e9;
        if (!(nanoseconds is > long.MinValue and < long.MaxValue))
            return null;
        return DateTime.UnixEpoch.AddMilliseconds((long)nanoseconds / 1_000_000);
    }

    static string Tiny(double value, string unit)
    {
        var prefix = "";
        for (var i = 0; i < Small.Length && Math.Abs(value) < 1; i++)
            (prefix, value) = (Small[i], value * 1000);
        return Plain(value) + prefix + unit;
    }
}
