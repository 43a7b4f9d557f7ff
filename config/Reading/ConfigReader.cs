using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MetricsAgent.Config.Yaml;

namespace MetricsAgent.Config.Reading;

/// <summary>
/// Nodes of the file to JSON that the serializer cannot refuse, along the serializer's own description of the classes. A key
/// without a value is left out; a value that does not fit is reported and stood in for, so that reading goes on.
/// </summary>
/// <param name="variables">Null where a dollar sign is nothing but that.</param>
/// <param name="top">What the file as a whole is.</param>
internal sealed class ConfigReader(Problems problems, Variables? variables, Slot top)
{
    public JsonNode Read(YamlNode? root) => root is null ? new JsonObject() : ReadValue(root, top, "") ?? new JsonObject();

    JsonNode? ReadValue(YamlNode node, Slot slot, string path)
    {
        if (IsNothing(node))
            return null;
        problems.Found(path, node.Start);
        return slot.Type.Kind switch
        {
            JsonTypeInfoKind.Object => ReadSection(node, slot, path),
            JsonTypeInfoKind.Dictionary => ReadMapping(node, slot, path),
            JsonTypeInfoKind.Enumerable => ReadList(node, slot, path),
            _ => ReadScalar(node, slot, path),
        };
    }

    JsonObject ReadSection(YamlNode node, Slot slot, string path)
    {
        var json = new JsonObject();
        var properties = slot.Properties.ToDictionary(property => property.Name);
        foreach (var (key, at, value) in Keys(node, path, "a mapping, lines of 'key: value'"))
        {
            if (!properties.TryGetValue(key, out var property))
                problems.Add(at, UnknownKey.Message(key, properties.Keys, path, top));
            else if (ReadValue(value, property, KeyPath.Child(path, key)) is { } read)
                json[key] = read;
        }
        return json;
    }

    JsonObject ReadMapping(YamlNode node, Slot slot, string path)
    {
        var json = new JsonObject();
        foreach (var (key, at, value) in Keys(node, path, "a mapping, lines of 'name: value'"))
            json[key] = ReadElement(value, slot.Element, KeyPath.Child(path, key));
        return json;
    }

    JsonArray ReadList(YamlNode node, Slot slot, string path)
    {
        var json = new JsonArray();
        if (node is not YamlList list)
            problems.Broken(path, node.Start, $"must be a list such as [a, b], not {Shape(node)}");
        else
            foreach (var item in list.Items)
                json.Add(ReadElement(item, slot.Element, $"{path}[{json.Count}]"));
        return json;
    }

    // A key with nothing after it has its default; an element has none to have.
    JsonNode ReadElement(YamlNode node, Slot slot, string path)
    {
        if (ReadValue(node, slot, path) is { } read)
            return read;
        problems.Broken(path, node.Start, $"must be {Expected(slot)}, not {Shape(node)}");
        return Placeholder(slot);
    }

    JsonNode? ReadScalar(YamlNode node, Slot slot, string path)
    {
        if (node is not YamlScalar scalar)
            return Refuse(node, slot, path, Shape(node));

        var failed = false;
        var text = variables is null ? scalar.Text : variables.Expand(scalar.Text, problem =>
        {
            problems.Broken(path, node.Start, problem);
            failed = true;
        });
        if (failed)
            return Placeholder(slot);
        // "timeout: ${TIMEOUT:-}" leaves the default; an empty label is one.
        if (text.Length == 0 && scalar.Plain && !(slot.IsElement && slot.ValueType == typeof(string)))
            return null;
        if (Scalar.Read(slot, text, scalar.Plain) is not { } json)
            // What a variable holds may be a secret in the wrong place, so it is not repeated.
            return Refuse(node, slot, path, text == scalar.Text ? (scalar.Plain ? "" : "the quoted ") + Quote.Text(text) + Scalar.Hint(slot, text)
                : $"what {Quote.Text(scalar.Text)} stands for");
        if (Limits.Broken(slot, json) is { } message)
            problems.Report(path, message);
        return json;
    }

    JsonNode Refuse(YamlNode node, Slot slot, string path, string what)
    {
        problems.Broken(path, node.Start, $"must be {Expected(slot)}, not {what}");
        return Placeholder(slot);
    }

    static string Expected(Slot slot) => slot.Type.Kind == JsonTypeInfoKind.None ? Scalar.Expected(slot) : "a mapping, lines of 'key: value'";

    static JsonNode Placeholder(Slot slot) => slot.Type.Kind == JsonTypeInfoKind.None ? Scalar.Placeholder(slot) : new JsonObject();

    IEnumerable<(string Key, Position At, YamlNode Value)> Keys(YamlNode node, string path, string expected)
    {
        if (node is not YamlMap map)
        {
            problems.Broken(path, node.Start, $"must be {expected}, not {Shape(node)}");
            yield break;
        }
        var lines = new Dictionary<string, int>();
        foreach (var (key, value) in map.Entries)
        {
            if (key is not YamlScalar { Text: var text, Start: var at })
                problems.Add(key.Start, $"a key in {problems.Name(path)} must be a word, not {Shape(key)}");
            else if (!lines.TryAdd(text, at.Line))
                problems.Add(at, $"duplicate key {Quote.Text(text)} in {problems.Name(path)} (first on line {lines[text]})");
            else
                yield return (text, at, value);
        }
    }

    static bool IsNothing(YamlNode node) => node is YamlScalar { Plain: true, Text: "" or "~" or "null" or "Null" or "NULL" };

    // Not the text itself: a DSN in the place of a target has its password in it.
    static string Shape(YamlNode node) => node is YamlMap ? "a mapping" : node is YamlList ? "a list" : IsNothing(node) ? "nothing" : "a single value";
}
