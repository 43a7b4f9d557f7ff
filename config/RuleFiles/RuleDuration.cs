using System.Globalization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>Durations as Prometheus reads them, years of 365 days and weeks included: <c>1y2w3d4h5m6s7ms</c>.</summary>
public static class RuleDuration
{
    internal const string Expected = "a duration such as 30s, 5m, 1h30m, 2d or 1w";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var days = 0L;
        foreach (var (unit, length) in new[] { ('y', 365), ('w', 7) })
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0 || rest[digits] != unit)
                continue;
            if (!int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                return false;
            days += (long)count * length;
            rest = rest[(digits + 1)..];
        }

        // As long as Prometheus can count, in nanoseconds.
        if (days > 106_751)
            return false;
        var isDone = rest.IsEmpty && text.Length > 0;
        if (!isDone && !Duration.TryParse(rest, out duration))
            return false;
        duration += TimeSpan.FromDays(days);
        return true;
    }
}
