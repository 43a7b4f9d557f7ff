using System.Globalization;
using System.Text.Json.Nodes;
using MetricsAgent.Alerting;

namespace MetricsAgent.Commands;

/// <summary>Silences for people to read, from the JSON of Alertmanager's API.</summary>
static class SilenceOutput
{
    internal static string Render(IEnumerable<JsonNode> silences) => TextTable.Render(["ID", "STATE", "UNTIL", "MATCHERS", "BY", "COMMENT"], silences.Select(Row));

    internal static string State(JsonNode silence) => Text(silence["status"]!, "state");

    static string[] Row(JsonNode silence) =>
    [
        Text(silence, "id"), State(silence),
        DateTimeOffset.TryParse(Text(silence, "endsAt"), CultureInfo.InvariantCulture, out var end) ? AlertText.Time(end) : "",
        string.Join(' ', silence["matchers"]!.AsArray().Select(matcher => Matcher(matcher!))), Text(silence, "createdBy"), Text(silence, "comment"),
    ];

    static string Matcher(JsonNode matcher)
    {
        var sign = (matcher["isEqual"]?.GetValue<bool>() ?? true, matcher["isRegex"]!.GetValue<bool>()) switch { (true, false) => "=", (false, false) => "!=", (true, true) => "=~", _ => "!~" };
        return $"{Text(matcher, "name")}{sign}\"{Text(matcher, "value")}\"";
    }

    static string Text(JsonNode json, string key) => json[key]?.GetValue<string>() ?? "";
}
