using System.Text;

namespace MetricsAgent.Metrics;

/// <summary>Label sets as the exposition formats write them, without the braces: <c>device="sda",mode="r\"w"</c>.</summary>
static class LabelText
{
    /// <param name="constant">Label text that comes first; may be empty.</param>
    internal static byte[] Render(ReadOnlySpan<byte> constant, IReadOnlyList<string> names, ReadOnlySpan<string> values)
    {
        var text = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            if (i > 0 || constant.Length > 0)
                text.Append(',');
            Append(text, names[i], values[i]);
        }

        var bytes = new byte[constant.Length + Encoding.UTF8.GetByteCount(text.ToString())];
        constant.CopyTo(bytes);
        Encoding.UTF8.GetBytes(text.ToString(), bytes.AsSpan(constant.Length));
        return bytes;
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
