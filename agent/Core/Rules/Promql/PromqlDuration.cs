using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules.Promql;

/// <summary>Durations as Prometheus writes them: <c>1h30m</c>, from years to milliseconds, each unit at most once.</summary>
public static class PromqlDuration
{
    const long Second = 1000;
    const long Day = 24 * 60 * 60 * Second;

    /// <summary>Go counts nanoseconds in 63 bits: 292 years.</summary>
    internal const double MostSeconds = long.MaxValue / 1e9;

    static readonly (string Unit, long Milliseconds)[] Units =
        [("y", 365 * Day), ("w", 7 * Day), ("d", Day), ("h", 60 * 60 * Second), ("m", 60 * Second), ("s", Second), ("ms", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (text == "0")
            return true;

        long total = 0;
        var (at, unit) = (0, 0);
        while (at < text.Length)
        {
            var digits = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (!long.TryParse(text.AsSpan(digits, at - digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;

            var word = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
                at++;
            while (unit < Units.Length && !text.AsSpan(word, at - word).SequenceEqual(Units[unit].Unit))
                unit++;
            if (unit == Units.Length || count > (long)(MostSeconds * Second) / Units[unit].Milliseconds)
                return false;
            total += count * Units[unit++].Milliseconds;
        }

        if (text.Length == 0 || total > MostSeconds * Second)
            return false;
        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    /// <summary>Why a text of numbers and units is no duration: the order of its units, or its length.</summary>
    internal static string Fault(string text)
    {
        // The same units with small numbers are one when only the numbers are too great.
        var small = string.Concat(text.Where((c, i) => !char.IsAsciiDigit(c) || i == 0 || !char.IsAsciiDigit(text[i - 1])));
        return TryParse(small, out _) ? "duration out of range" : $"not a valid duration string: \"{text}\"";
    }

    public static string Format(TimeSpan duration)
    {
        var rest = Milliseconds(duration);
        if (rest == 0)
            return "0s";

        var text = new StringBuilder();
        foreach (var (unit, milliseconds) in Units)
        {
            // Years and weeks only where nothing is left over: 10d, not 1w3d.
            if (rest < milliseconds || (unit is "y" or "w" && rest % milliseconds != 0))
                continue;
            text.Append(CultureInfo.InvariantCulture, $"{rest / milliseconds}{unit}");
            rest %= milliseconds;
        }

        return text.ToString();
    }

    internal static string Format(double seconds) => seconds < 0 ? $"-{Format(FromSeconds(-seconds))}" : Format(FromSeconds(seconds));

    internal static TimeSpan FromSeconds(double seconds) => new((long)Math.Round(seconds * TimeSpan.TicksPerSecond, MidpointRounding.AwayFromZero));

    internal static long Milliseconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMillisecond;
}
