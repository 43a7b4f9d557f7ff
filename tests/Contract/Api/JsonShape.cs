using System.Text.Json;
using MetricsAgent.Rules;

namespace MetricsAgent.Tests.Contract.Api;

/// <summary>Which keys a JSON has and of what types its values are, as one line.</summary>
static class JsonShape
{
    /// <summary>Whose keys are the names of labels, which a scraper adds to.</summary>
    static readonly string[] LabelSets = ["metric", "labels", "annotations"];

    internal static string Of(JsonElement json, bool isLabels = false) => json.ValueKind switch
    {
        JsonValueKind.Object when isLabels || json.TryGetProperty(Labels.MetricName, out _) =>
            json.EnumerateObject().All(label => label.Value.ValueKind == JsonValueKind.String) ? "labels" : "labels that are none",
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(each => $"{each.Name}:{Of(each.Value, LabelSets.Contains(each.Name))}").Order(StringComparer.Ordinal))}}}",

        // Points are pairs, everything else is a list of the same.
        JsonValueKind.Array when json.GetArrayLength() == 2 && json[0].ValueKind == JsonValueKind.Number => $"[{Of(json[0])},{Of(json[1])}]",
        JsonValueKind.Array => $"[{string.Join('|', json.EnumerateArray().Select(each => Of(each)).Distinct().Order(StringComparer.Ordinal))}]",
        _ => $"{json.ValueKind}",
    };
}
