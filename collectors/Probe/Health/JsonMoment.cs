using System.Globalization;
using System.Text.Json;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>Moments and times as JSON documents write them.</summary>
static class JsonMoment
{
    // A Unix time in milliseconds since 2001, or in seconds until the year 33658.
    const double LeastMilliseconds = 1e12;

    /// <summary>Unix time in seconds or milliseconds, or ISO 8601, in UTC where it does not say.</summary>
    internal static DateTimeOffset? Of(in Utf8JsonReader value)
    {
        if (value.TokenType == JsonTokenType.String)
            return DateTimeOffset.TryParse(JsonText.Of(value), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;
        if (value.TokenType != JsonTokenType.Number || JsonNumber.Of(value) is not { } number || number <= 0)
            return null;
        var seconds = number >= LeastMilliseconds ? number / 1000 : number;
        return seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;
    }

    /// <summary>A number, or .NET's <c>1.02:03:04.5</c>; nothing in words, whose units are anybody's.</summary>
    /// <param name="units">Of the number, in a second.</param>
    internal static TimeSpan? Of(in Utf8JsonReader value, double units)
    {
        var number = double.NaN;
        if (value.TokenType == JsonTokenType.String)
        {
            var text = JsonText.Of(value);
            if (text.Contains(':', StringComparison.Ordinal))
                return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? time : null;
            if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
                return null;
        }
        else if (value.TokenType == JsonTokenType.Number)
        {
            number = JsonNumber.Of(value) ?? double.NaN;
        }

        var seconds = number / units;
        return seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
