namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>Parts of a time in UTC, from seconds since 1970.</summary>
static class DateFunctions
{
    const long SecondsOfDay = 86_400;
    const long DaysOf400Years = 146_097;

    internal static IReadOnlyDictionary<string, Func<double, double>> ByName { get; } = new Dictionary<string, Func<double, double>>
    {
        ["minute"] = seconds => (int)Modulo(Whole(seconds), 3600) / 60,
        ["hour"] = seconds => (int)Modulo(Whole(seconds), SecondsOfDay) / 3600,
        ["day_of_week"] = seconds => (int)Modulo(Days(seconds) + 4, 7),
        ["day_of_month"] = seconds => Date(seconds).Day,
        ["day_of_year"] = seconds => Date(seconds).DayOfYear,
        ["days_in_month"] = seconds => DateTime.DaysInMonth(Date(seconds).Year, Date(seconds).Month),
        ["month"] = seconds => Date(seconds).Month,
        ["year"] = Year,
    };

    static double Year(double seconds) => Date(seconds).Year + (400 * (double)Floor(Days(seconds), DaysOf400Years));

    /// <summary>The same day in the years from 1970 to 2370: the calendar repeats every 400 years.</summary>
    static DateTime Date(double seconds) => DateTime.UnixEpoch.AddDays((int)Modulo(Days(seconds), DaysOf400Years));

    static Int128 Days(double seconds) => Floor(Whole(seconds), SecondsOfDay);

    /// <summary>What is no time at all becomes what it does on the processors that Prometheus mostly runs on: the least integer, which Go's calendar wraps around.</summary>
    static Int128 Whole(double seconds) => Math.Abs(seconds) < long.MaxValue ? (long)seconds : Int128.One << 63;

    static Int128 Modulo(Int128 value, long by) => value - (Floor(value, by) * by);

    static Int128 Floor(Int128 value, long by) => (value / by) - (value % by < 0 ? 1 : 0);
}
