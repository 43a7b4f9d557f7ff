using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config;

/// <summary>
/// A configuration as the file that would give it, with every default and without secrets. It loads again: dollar signs are
/// escaped, what is unset is left out.
/// </summary>
public static partial class ConfigShow
{
    internal const string Redacted = "<redacted>";

    public static string Render(AgentConfig config) => YamlWriter.Write(ToJson(config));

    /// <summary>The same for a program to read.</summary>
    public static string RenderJson(AgentConfig config) => ToJson(config).ToJsonString(Indented);

    static readonly JsonSerializerOptions Indented = new(ConfigJson.Default.Options) { WriteIndented = true };

    static JsonObject ToJson(AgentConfig config) =>
        (JsonObject)Visible(JsonSerializer.SerializeToNode(config, ConfigJson.Current.AgentConfig)!, Slot.Root);

    static JsonNode Visible(JsonNode value, Slot slot) => slot.Type.Kind switch
    {
        JsonTypeInfoKind.Object => Entries(slot.Properties
            .Where(property => value[property.Name] is not null)
            .Select(property => (property.Name, Visible(value[property.Name]!, property)))),
        JsonTypeInfoKind.Dictionary => Entries(value.AsObject().Select(entry => (entry.Key, Visible(entry.Value!, slot.Element)))),
        JsonTypeInfoKind.Enumerable => new JsonArray([.. value.AsArray().Select(item => Visible(item!, slot.Element))]),
        _ when slot.ValueType == typeof(string) => VisibleText(value.GetValue<string>(), slot),
        _ => value.DeepClone(),
    };

    static string VisibleText(string text, Slot slot) =>
        slot.Attribute<SecretAttribute>() is not null && text.Length > 0 ? Redacted : Variables.Escape(Query().Replace(UserInformation().Replace(text, $"://{Redacted}@"), $"$1?{Redacted}"));

    static JsonObject Entries(IEnumerable<(string Key, JsonNode Value)> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, entry.Value)));

    // In any text: whatever has the form of a URL with a password may be one.
    [GeneratedRegex(@"://[^/?#\s]*@")]
    private static partial Regex UserInformation();

    // A token in the query of a URL is as secret as one in a header.
    [GeneratedRegex(@"^(https?://[^?\s]*)\?[^\s]+$")]
    private static partial Regex Query();
}
