using System.Buffers;
using System.Globalization;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>
/// What the server writes, as a number: numbers of any type as they are, booleans 1 or 0, moments in seconds of Unix time, intervals in
/// seconds. With <c>datestyle</c> ISO and <c>intervalstyle</c> iso_8601.
/// </summary>
static class QueryNumber
{
    // https://www.postgresql.org/docs/current/catalog-pg-type.html: fixed for all versions.
    internal const uint Boolean = 16;
    const uint Date = 1082;
    const uint Timestamp = 1114;
    const uint TimestampWithZone = 1184;
    const uint Interval = 1186;

    const double DaySeconds = 86_400;

    static readonly SearchValues<char> Digits = SearchValues.Create("+-.0123456789");

    /// <param name="type">The column's <c>oid</c> in <c>pg_type</c>.</param>
    internal static bool TryRead(string text, uint type, out double number)
    {
        switch (type)
        {
            case Boolean:
                number = text == "t" ? 1 : 0;
                return true;
            case Date or Timestamp or TimestampWithZone:
                return TryReadMoment(text, out number);
            case Interval:
                return TryReadInterval(text, out number);
            default:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);
        }
    }

    /// <summary>Without a zone it is UTC.</summary>
    static bool TryReadMoment(string text, out double number)
    {
        number = text == "infinity" ? double.PositiveInfinity : double.NegativeInfinity;
        if (text is "infinity" or "-infinity")
            return true;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return false;
        number = (double)(moment - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        return true;
    }

    /// <summary>As <c>extract(epoch …)</c> has it: a year is 365.25 days, a month 30.</summary>
    static bool TryReadInterval(ReadOnlySpan<char> text, out double number)
    {
        number = 0;
        if (!text.StartsWith("P"))
            return false;
        var time = false;
        for (text = text[1..]; !text.IsEmpty;)
        {
            if (text[0] == 'T')
            {
                time = true;
                text = text[1..];
                continue;
            }

            var length = text.IndexOfAnyExcept(Digits);
            if (length <= 0 || !double.TryParse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
                return false;
            number += count * UnitSeconds(text[length], time);
            text = text[(length + 1)..];
        }

        return !double.IsNaN(number);
    }

    static double UnitSeconds(char unit, bool time) => (unit, time) switch
    {
        ('Y', false) => 365.25 * DaySeconds,
        ('M', false) => 30 * DaySeconds,
        ('W', false) => 7 * DaySeconds,
        ('D', false) => DaySeconds,
        ('H', true) => 3600,
        ('M', true) => 60,
        ('S', true) => 1,
        _ => double.NaN,
    };
}
