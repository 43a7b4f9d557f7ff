using System.Globalization;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MetricsAgent.Http.Api;

/// <summary>What a request asks for, in its URL and, of a POST, in its form.</summary>
/// <param name="values">All values of a name; the form's come first.</param>
sealed class ApiParameters(Func<string, IEnumerable<string>> values)
{
    /// <summary>Of a form, in bytes; expressions are short.</summary>
    const int MostBytes = 1 << 20;

    /// <summary>Go counts nanoseconds in 63 bits.</summary>
    const double MostSeconds = long.MaxValue / 1e9;

    const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    internal static async Task<ApiParameters> ReadAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (!context.Request.HasFormContentType)
            return new(name => query[name]!);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MostBytes;
        try
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            return new(name => form[name].Concat(query[name])!);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            throw new ApiException(ApiErrorType.BadData, $"error parsing form values: {e.Message}");
        }
    }

    internal IEnumerable<string> All(string name) => values(name);

    /// <summary>The first value; empty where there is none.</summary>
    internal string Text(string name) => values(name).FirstOrDefault() ?? "";

    /// <summary>Milliseconds since 1970.</summary>
    /// <param name="otherwise">Where it is not given; null where it has to be.</param>
    internal long Time(string name, long? otherwise = null)
    {
        var text = Text(name);
        if (text.Length == 0 && otherwise is { } time)
            return time;
        if (TryTime(text, out time))
            return time;
        var where = otherwise is null ? "" : $"invalid time value for '{name}': ";
        throw ApiException.Parameter(name, $"{where}cannot parse \"{text}\" to a valid timestamp");
    }

    /// <summary>In milliseconds.</summary>
    internal long Duration(string name)
    {
        var text = Text(name);
        if (double.TryParse(text, Number, CultureInfo.InvariantCulture, out var seconds) && !double.IsNaN(seconds))
        {
            return Math.Abs(seconds) < MostSeconds
                ? (long)(seconds * 1000)
                : throw ApiException.Parameter(name, $"cannot parse \"{text}\" to a valid duration. It overflows int64");
        }

        return PromqlDuration.TryParse(text, out var duration)
            ? (long)duration.TotalMilliseconds
            : throw ApiException.Parameter(name, $"cannot parse \"{text}\" to a valid duration");
    }

    /// <summary>How many at most; all where it is 0 or not given.</summary>
    internal int Limit(string name = "limit")
    {
        var text = Text(name);
        if (text.Length == 0)
            return int.MaxValue;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit))
            throw ApiException.Parameter(name, $"cannot parse \"{text}\" to a valid limit");
        return limit switch
        {
            < 0 => throw ApiException.Parameter(name, "limit must be non-negative"),
            0 => int.MaxValue,
            _ => (int)Math.Min(limit, int.MaxValue),
        };
    }

    /// <summary>The selectors of <c>match[]</c>.</summary>
    internal List<IReadOnlyList<LabelMatcher>> Matches()
    {
        List<IReadOnlyList<LabelMatcher>> all = [];
        foreach (var text in values("match[]"))
            all.Add(Selector(text));
        return all;
    }

    static IReadOnlyList<LabelMatcher> Selector(string text)
    {
        try
        {
            return PromqlParser.Parse(text) is VectorSelector { Time: { IsFixed: false, Offset.Ticks: 0 } } selector
                ? selector.Matchers
                : throw ApiException.Parameter("match[]", $"{text} is no selector of series");
        }
        catch (PromqlException e)
        {
            throw ApiException.Parameter("match[]", e.Describe(text));
        }
    }

    /// <summary>Seconds since 1970, or RFC 3339.</summary>
    internal static bool TryTime(string text, out long time)
    {
        time = 0;
        if (double.TryParse(text, Number, CultureInfo.InvariantCulture, out var seconds) && double.IsFinite(seconds))
        {
            // What a TimeSpan can hold, some 29,000 years.
            time = (long)Math.Round(Math.Clamp(seconds, -9e11, 9e11) * 1000);
            return true;
        }

        if (text.Length < "2006-01-02T15:04:05Z".Length || text[10] != 'T'
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
            || !(text[^1] == 'Z' || text[^6] is '+' or '-'))
            return false;
        time = moment.ToUnixTimeMilliseconds();
        return true;
    }
}
