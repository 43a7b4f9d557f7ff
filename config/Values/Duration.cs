using System.Globalization;

namespace MetricsAgent.Config.Values;

/// <summary>Durations as Prometheus writes them: whole numbers with units, largest first: <c>1h30m</c>.</summary>
public static class Duration
{
    public const string Pattern = "(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?|0";
    public const string Expected = "a duration such as 500ms, 15s, 1m, 1h30m or 2d";

    static readonly (string Name, long Milliseconds)[] Units =
        [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        if (text is "0")
            return true;
        if (text.IsEmpty)
            return false;
        var total = 0L;
        var next = 0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || !int.TryParse(text[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            text = text[digits..];
            var letters = text.IndexOfAnyInRange('0', '9');
            var name = letters < 0 ? text : text[..letters];
            var unit = next;
            while (unit < Units.Length && !name.SequenceEqual(Units[unit].Name))
                unit++;
            if (unit == Units.Length)
                return false;
            next = unit + 1;
            total += count * Units[unit].Milliseconds;
            text = text[name.Length..];
        }
        if (total > TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond)
            return false;
        duration = TimeSpan.FromMilliseconds(total);
        return true;
    }

    public static string Format(TimeSpan duration)
    {
        var rest = (long)duration.TotalMilliseconds;
        if (rest <= 0)
            return "0s";
        var text = "";
        foreach (var (name, milliseconds) in Units)
        {
            if (rest >= milliseconds)
                text += string.Create(CultureInfo.InvariantCulture, $"{rest / milliseconds}{name}");
            rest %= milliseconds;
        }
        return text;
    }
}
