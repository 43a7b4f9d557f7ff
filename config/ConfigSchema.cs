using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary>The JSON schema of the configuration, for editors: keys, types, limits and defaults.</summary>
public static class ConfigSchema
{
    /// <summary>Draft 2020-12, indented, with a newline at its end.</summary>
    public static string Render()
    {
        var schema = JsonSchemaExporter.GetJsonSchemaAsNode(ConfigJson.Current.AgentConfig, new JsonSchemaExporterOptions { TransformSchemaNode = Complete }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "metrics-agent configuration");
        schema["$defs"] = new JsonObject
        {
            ["duration"] = new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = $"^({Duration.Pattern})$", ["minimum"] = 0, ["maximum"] = 0 },
            ["size"] = new JsonObject { ["type"] = new JsonArray("string", "integer"), ["pattern"] = $"^({ByteSize.Pattern})$" },
            ["variable"] = new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{.+\}" },
        };
        return schema.ToJsonString(Readable) + "\n";
    }

    // Called for each node after those below it.
    static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema)
    {
        var slot = new Slot(context.TypeInfo, context.PropertyInfo);
        if (slot.Type.Kind == JsonTypeInfoKind.None)
            return slot.ValueType == typeof(string) ? CompleteText(slot, schema) : OrVariable(Value(slot, schema));
        // What stands somewhere else already is a reference to there.
        if (slot.Type.Kind == JsonTypeInfoKind.Object && schema["properties"] is JsonObject properties)
            AddDefaults(slot.Type, properties);
        // The exporter leaves out what it knows nothing about.
        if (slot.Type.Kind == JsonTypeInfoKind.Enumerable && slot.Element.ValueType == typeof(TimeSpan))
            schema["items"] = OrVariable(Definition("duration"));
        if (slot.Attribute<BetweenAttribute>() is { } between)
            AddLimits(between, schema["items"]!["anyOf"]![0]!);
        // A key with nothing after it is left out.
        if (slot.Property is not null && schema["type"] is JsonValue type)
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        return schema;
    }

    static JsonNode CompleteText(Slot slot, JsonNode schema)
    {
        // Plain numbers and booleans are text where text is asked for.
        schema["type"] = new JsonArray("string", "number", "boolean");
        if (slot.Attribute<RegexAttribute>() is not null)
            schema["format"] = "regex";
        if (slot.Attribute<OneOfAttribute>() is { } oneOf)
            schema["examples"] = new JsonArray([.. oneOf.Values.Select(value => JsonValue.Create(value))]);
        return schema;
    }

    static JsonNode Value(Slot slot, JsonNode schema)
    {
        if (slot.ValueType == typeof(TimeSpan))
            return Definition("duration");
        if (slot.ValueType.IsEnum)
            return new JsonObject { ["enum"] = new JsonArray([.. LowerCase.Names(slot.ValueType).Select(name => JsonValue.Create(name))]) };
        var value = slot.Converter is ByteSizeConverter ? Definition("size") : schema;
        if (slot.Attribute<BetweenAttribute>() is { } between)
            AddLimits(between, value);
        return value;
    }

    static void AddDefaults(JsonTypeInfo type, JsonObject properties)
    {
        foreach (var (key, value) in JsonSerializer.SerializeToNode(type.CreateObject!(), type)!.AsObject())
            if (value is JsonValue)
                properties[key]!["default"] = value.DeepClone();
    }

    static void AddLimits(BetweenAttribute between, JsonNode schema)
    {
        schema["minimum"] = between.Minimum;
        if (between.Maximum != int.MaxValue)
            schema["maximum"] = between.Maximum;
    }

    static JsonObject OrVariable(JsonNode value) => new() { ["anyOf"] = new JsonArray(value.DeepClone(), Definition("variable")) };

    static JsonObject Definition(string name) => new() { ["$ref"] = $"#/$defs/{name}" };

    // The relaxed encoder leaves '+' in patterns as it is; nobody puts this file into HTML.
    static readonly JsonSerializerOptions Readable = new(ConfigJson.Default.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
