using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetricsAgent.Config.Values;

/// <summary>The names of an enum as configuration spells them: <c>info</c>, <c>round_robin</c>.</summary>
internal sealed class LowerCase<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;

internal static class LowerCase
{
    public static IReadOnlyList<string> Names(Type type) => [.. Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
