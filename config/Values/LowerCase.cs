using System.Text.Json;
using System.Text.Json.Serialization;

namespace MetricsAgent.Config.Values;

/// <summary>
/// An enum, by its names as configuration spells them: <c>info</c>, <c>round_robin</c>. The serializer's own converter brings
/// several dictionaries and lists of each enum, in native code four times as much.
/// </summary>
internal sealed class LowerCase<T> : JsonConverter<T> where T : struct, Enum
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (T)LowerCase.Value(typeToConvert, reader.GetString());

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(LowerCase.Name(value.ToString()));
}

internal static class LowerCase
{
    public static IReadOnlyList<string> Names(Type type) => [.. Enum.GetNames(type).Select(Name)];

    public static string Name(string member) => JsonNamingPolicy.SnakeCaseLower.ConvertName(member);

    public static object Value(Type type, string? name) => Array.Find(Enum.GetNames(type), member => Name(member) == name) is { } member
        ? Enum.Parse(type, member)
        : throw new JsonException($"must be one of {string.Join(", ", Names(type))}");
}
