using System.Text;

namespace MetricsAgent.Metrics;

/// <summary>Label sets as the exposition formats write them, without the braces: <c>device="sda",mode="r\"w"</c>.</summary>
static class LabelText
{
    internal static byte[] Render(IReadOnlyList<string> names, ReadOnlySpan<string> values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            Append(text, names[i], values[i]);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static byte[] Render(IEnumerable<KeyValuePair<string, string>> labels)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in labels)
        {
            if (text.Length > 0)
                text.Append(',');
            Append(text, name, value);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static void Append(StringBuilder text, string name, string value)
    {
        text.Append(name).Append("=\"");
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => text.Append(@"\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append(@"\n"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }
}
