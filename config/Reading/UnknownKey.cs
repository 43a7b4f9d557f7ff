using System.Text.Json.Serialization.Metadata;

namespace MetricsAgent.Config.Reading;

/// <summary>What to say about a key that a section does not have.</summary>
internal static class UnknownKey
{
    public static string Message(string key, IEnumerable<string> known, string path, Slot top)
    {
        // An item of a list is meant less often than the section around it.
        var sections = Holding(key, top, "").OrderBy(section => section.EndsWith("[]", StringComparison.Ordinal)).Take(2).ToList();
        var hint = Suggestion.For(key, known) is { } meant ? $"did you mean '{meant}'?"
            : sections.Count is >= 1 and <= 3 ? $"it belongs to {string.Join(" or ", sections)}"
            : $"known are {string.Join(", ", known)}";
        var where = path.Length == 0 ? "at the top" : $"in {path}";
        return $"unknown key {Quote.Text(key)} {where} ({hint})";
    }

    static IEnumerable<string> Holding(string key, Slot section, string path)
    {
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
