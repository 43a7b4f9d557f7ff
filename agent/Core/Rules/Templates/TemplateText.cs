using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Templates;

/// <summary>Values as Go's <c>fmt</c> prints them by default, <c>%v</c>.</summary>
static class TemplateText
{
    internal static string Of(object? value) => value switch
    {
        null => "<no value>",
        string text => text,
        bool truth => truth ? "true" : "false",
        double number => GoFloat.Format(number, 'g', -1),
        long number => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Labels labels => Map(labels.ToArray().Select(label => (label.Name, (object?)label.Value))),
        VectorSample sample => $"&{{{Of(sample.Labels)} {Of(sample.Value)}}}",
        IReadOnlyList<VectorSample> samples => $"[{string.Join(' ', samples.Select(sample => Of(sample)))}]",
        IReadOnlyDictionary<string, object?> map => Map(map.OrderBy(entry => entry.Key, Utf8Order.Instance).Select(entry => (entry.Key, entry.Value))),
        DateTime time => Time(time),
        TemplateData data => $"{data}",
        TemplateContext context => $"{{{Of(context.Labels)} {Of(context.ExternalLabels)} {context.ExternalUrl} {Of(context.Value)}}}",
        _ => "",
    };

    /// <summary><c>2006-01-02 15:04:05.999 +0000 UTC</c></summary>
    internal static string Time(DateTime time) =>
        time.ToString(time.Millisecond == 0 ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm:ss.FFF", System.Globalization.CultureInfo.InvariantCulture) + " +0000 UTC";

    /// <summary>As <c>print</c>: a space between two values neither of which is a string.</summary>
    internal static string Joined(IReadOnlyList<object?> values, bool always)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0 && (always || (values[i] is not string && values[i - 1] is not string)))
                text.Append(' ');
            text.Append(values[i] is null ? "<nil>" : Of(values[i]));
        }

        return text.ToString();
    }

    static string Map(IEnumerable<(string Key, object? Value)> entries) =>
        $"map[{string.Join(' ', entries.Select(entry => $"{entry.Key}:{(entry.Value is null ? "<nil>" : Of(entry.Value))}"))}]";
}
