using System.Buffers;
using System.Globalization;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>postgres_exporter's DURATION: a text such as <c>1h30m</c>, <c>-1.5s</c> or <c>300ms</c>, in milliseconds.</summary>
static class QueryDuration
{
    /// <summary>Says that there is none.</summary>
    const string None = "-1";

    static readonly SearchValues<char> Digits = SearchValues.Create(".0123456789");

    internal static bool TryReadMilliseconds(ReadOnlySpan<char> text, out double number)
    {
        number = text is None ? double.NaN : 0;
        if (text is None or "0")
            return true;
        var sign = text.StartsWith("-") ? -1 : 1;
        text = text.Length > 0 && text[0] is ('+' or '-') ? text[1..] : text;
        if (text.IsEmpty)
            return false;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
                return false;
            text = text[digits..];
            var letters = text.IndexOfAny(Digits);
            var unit = letters < 0 ? text : text[..letters];
            number += sign * count * UnitMilliseconds(unit);
            text = text[unit.Length..];
        }

        return !double.IsNaN(number);
    }

    static double UnitMilliseconds(ReadOnlySpan<char> unit) => unit switch
    {
        "h" => 3_600_000,
        "m" => 60_000,
        "s" => 1000,
        "ms" => 1,
        "us" or "µs" => 1e-3,
        "ns" => 1e-6,
        _ => double.NaN,
    };
}
