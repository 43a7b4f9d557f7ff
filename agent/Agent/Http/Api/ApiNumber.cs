using System.Globalization;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Http.Api;

/// <summary>Numbers as Prometheus writes them into JSON.</summary>
static class ApiNumber
{
    /// <summary>A sample's value: with an exponent below 1e-6 and from 1e21.</summary>
    internal static string Value(double value) =>
        double.IsFinite(value) && value != 0 && Math.Abs(value) is < 1e-6 or >= 1e21 and <= double.MaxValue ? Exponent(value) : PromqlNumber.Format(value);

    /// <summary>An alert's value: always with an exponent.</summary>
    internal static string Exponent(double value) => GoFloat.Format(value, 'e', -1);

    /// <summary>The time of a sample in seconds, with three places where it needs any: <c>1435781451.780</c>.</summary>
    /// <param name="time">Milliseconds since 1970.</param>
    internal static string Time(long time) => (time % 1000) switch
    {
        0 => (time / 1000).ToString(CultureInfo.InvariantCulture),
        var rest => string.Create(CultureInfo.InvariantCulture, $"{(time < 0 ? "-" : "")}{Math.Abs(time / 1000)}.{Math.Abs(rest):000}"),
    };

    /// <summary>The time of a scalar or a string, with as many places as it needs: <c>1435781451.78</c>.</summary>
    /// <param name="time">Milliseconds since 1970.</param>
    internal static string ShortTime(long time) => time % 1000 == 0 ? Time(time) : Time(time).TrimEnd('0');
}
