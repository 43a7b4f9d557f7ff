using System.Globalization;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Testing;

/// <summary>Series as promtool's unit tests write them: <c>http_requests_total{code="500"}</c>, and values as <c>0+10x100 _x3 stale 5 1e3</c>.</summary>
public static class SeriesNotation
{
    const int MaxValues = 1_000_000;

    /// <exception cref="FormatException">It is not a series: a selector with anything but <c>=</c>, or no selector.</exception>
    public static Labels Labels(string text)
    {
        if (text.Length == 0 || text == "{}")
            return MetricsAgent.Rules.Labels.None;
        try
        {
            if (PromqlParser.Parse(text) is VectorSelector { Time: var time } selector && time == default && selector.Matchers.All(matcher => matcher.Kind == MatchKind.Equal))
                return MetricsAgent.Rules.Labels.Of(selector.Matchers.Select(matcher => new Label(matcher.Name, matcher.Value)));
        }
        catch (PromqlException error)
        {
            throw new FormatException(error.Message, error);
        }

        throw new FormatException("a series is a name with labels in braces, each with = and a value");
    }

    /// <returns>One element for each interval; null where there is no value.</returns>
    /// <exception cref="FormatException">One of them is nothing that is known; the message says which.</exception>
    public static IReadOnlyList<double?> Values(string text)
    {
        List<double?> values = [];
        foreach (var item in text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var (head, times) = Repetition(item);
            if (values.Count + (times ?? 0) >= MaxValues)
                throw new FormatException($"\"{item}\" makes more than {MaxValues} values");
            if (head == "_")
                values.AddRange(Enumerable.Repeat<double?>(null, times ?? 1));
            else if (head == "stale" && times is null)
                values.Add(StaleMarker.Value);
            else
                Add(values, item, head, times ?? 0);
        }

        return values;
    }

    static void Add(List<double?> values, string item, string head, int times)
    {
        var sign = head.AsSpan(Math.Min(1, head.Length)).IndexOfAny('+', '-') + 1;
        // The sign of an exponent is none of a step.
        while (sign > 0 && head[sign - 1] is 'e' or 'E')
            sign = head.AsSpan(sign + 1).IndexOfAny('+', '-') is >= 0 and var next ? sign + 1 + next : 0;
        var step = 0.0;
        if (!TryNumber(sign > 0 ? head[..sign] : head, out var value) || (sign > 0 && !TryNumber(head[sign..], out step)))
            throw new FormatException($"\"{item}\" is no value: write 5, 1+2x10, 3x5, _, _x5 or stale");
        for (var i = 0; i <= times; i++)
        {
            values.Add(value);
            value += step;
        }
    }

    static (string Head, int? Times) Repetition(string item)
    {
        var x = item.LastIndexOf('x');
        return x > 0 && int.TryParse(item.AsSpan(x + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times < MaxValues
            ? (item[..x], times)
            : (item, null);
    }

    /// <summary>As Prometheus reads numbers: <c>NaN</c> and <c>Inf</c> in any case.</summary>
    public static bool TryNumber(string text, out double number)
    {
        switch (text.TrimStart('+', '-').ToLowerInvariant())
        {
            case "inf":
                number = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
                return true;
            case "nan":
                number = double.NaN;
                return true;
            default:
                return double.TryParse(text, NumberStyles.Float & ~(NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite), CultureInfo.InvariantCulture, out number);
        }
    }
}
