using System.Text.Json.Serialization.Metadata;

namespace MetricsAgent.Config.Reading;

/// <summary>What to say about a key that a section does not have.</summary>
internal static class UnknownKey
{
    public static string Message(string key, IEnumerable<string> known, string path, Slot top)
    {
        // An item of a list is meant less often than the section around it.
        var holding = Holding(key, top, "").OrderBy(section => section.EndsWith("[]", StringComparison.Ordinal)).ToList();
        var around = holding.FindAll(section => path.StartsWith($"{section}.", StringComparison.Ordinal));
        var sections = around.Count > 0 ? around : holding.Take(2).ToList();
        var hint = AlertmanagerKeys.Hint(path, key) is { } instead ? instead
            : Flag(key) is { } here ? $"here it is {here}"
            : Suggestion.For(key, known) is { } meant ? $"did you mean '{meant}'?"
            : sections.Count > 0 ? $"it belongs to {string.Join(" or ", sections)}"
            : $"known are {string.Join(", ", known)}";
        var where = path.Length == 0 ? "at the top" : $"in {path}";
        return $"unknown key {Quote.Text(key)} {where} ({hint})";
    }

    /// <summary>The key that stands for a flag of node_exporter, <c>--collector.filesystem.mount-points-exclude</c>, if there is one.</summary>
    static string? Flag(string key)
    {
        var words = key.TrimStart('-').Replace('-', '_').Split('.');
        return words is ["collector", var section, var name] && Holding(name, Slot.Root, "").Contains($"collectors.node.{section}")
            ? $"collectors.node.{section}.{name}"
            : null;
    }

    static IEnumerable<string> Holding(string key, Slot section, string path)
    {
        // A route has routes: once is enough.
        if (path.EndsWith(".routes[].routes[]", StringComparison.Ordinal))
            yield break;
        foreach (var property in section.Properties)
        {
            if (property.Name == key)
                yield return path.Length == 0 ? "the top" : path;
            var below = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var (slot, name) = property.Type.Kind == JsonTypeInfoKind.Enumerable ? (property.Element, below + "[]") : (property, below);
            if (slot.Type.Kind == JsonTypeInfoKind.Object)
                foreach (var found in Holding(key, slot, name))
                    yield return found;
        }
    }
}
