using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MetricsAgent.Config.Yaml;

/// <summary>JSON as block YAML, each string in the quotes that leave it most readable.</summary>
internal sealed partial class YamlWriter
{
    readonly StringBuilder text = new();

    public static string Write(JsonObject root)
    {
        var writer = new YamlWriter();
        writer.WriteEntries(root, indent: 0);
        return writer.text.ToString();
    }

    void WriteEntries(JsonObject map, int indent)
    {
        var first = true;
        foreach (var (key, value) in map)
        {
            // The first key of a list's item stands behind its dash.
            if (!first || text.Length == 0 || text[^1] == '\n')
                text.Append(' ', indent);
            first = false;
            text.Append(Scalar(key)).Append(':');
            WriteValue(value!, indent + 2);
        }
    }

    void WriteValue(JsonNode value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                WriteEntries(map, indent);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                    WriteItem(item!, indent);
                break;
            default:
                text.Append(' ').Append(Leaf(value)).Append('\n');
                break;
        }
    }

    void WriteItem(JsonNode item, int indent)
    {
        text.Append(' ', indent).Append('-');
        if (item is JsonObject { Count: > 0 } map)
        {
            text.Append(' ');
            WriteEntries(map, indent + 2);
        }
        else
            WriteValue(item, indent + 2);
    }

    static string Leaf(JsonNode value) => value switch
    {
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() == JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ => value.ToJsonString(),
    };

    static string Scalar(string value) =>
        Plain().IsMatch(value) && value is not ("null" or "Null" or "NULL") ? value
        : Printable().IsMatch(value) ? $"'{value.Replace("'", "''", StringComparison.Ordinal)}'"
        : JsonValue.Create(value).ToJsonString(Escaped);

    // What JSON escapes, double quotes in YAML escape alike.
    static readonly JsonSerializerOptions Escaped = new(ConfigJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // No space and no sign that means something to YAML, so a colon is part of the word.
    [GeneratedRegex(@"^[A-Za-z0-9/][A-Za-z0-9_./:+-]*(?<!:)\z")]
    private static partial Regex Plain();

    [GeneratedRegex(@"^[^\p{C}\u0085\u2028\u2029]*\z")]
    private static partial Regex Printable();
}
