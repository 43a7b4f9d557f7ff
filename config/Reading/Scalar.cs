using System.Globalization;
using System.Text.Json.Nodes;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Reading;

/// <summary>What one scalar of the file means where it stands. Quoted text is never a number or a boolean.</summary>
internal static class Scalar
{
    /// <returns>The value as the serializer reads it; null if it is none of this type.</returns>
    public static JsonNode? Read(Slot slot, string text, bool plain)
    {
        var type = slot.ValueType;
        if (type == typeof(string))
            return JsonValue.Create(text);
        if (type == typeof(TimeSpan))
            return Duration.TryParse(text, out _) ? JsonValue.Create(text) : null;
        if (slot.Converter is ByteSizeConverter)
            return ByteSize.TryParse(text, out var bytes) ? JsonValue.Create(bytes) : null;
        if (type.IsEnum)
            return LowerCase.Names(type).Contains(text) ? JsonValue.Create(text) : null;
        if (!plain)
            return null;
        if (type == typeof(bool))
            return text is "true" or "True" or "TRUE" ? JsonValue.Create(true) : text is "false" or "False" or "FALSE" ? JsonValue.Create(false) : null;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? JsonValue.Create(whole) : null;
        if (type == typeof(double))
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? JsonValue.Create(number) : null;
        throw new NotSupportedException($"No configuration property can be a {type} yet; add it here.");
    }

    /// <summary>After "must be".</summary>
    public static string Expected(Slot slot)
    {
        var type = slot.ValueType;
        return type == typeof(string) ? "a string"
            : type == typeof(TimeSpan) ? Duration.Expected
            : slot.Converter is ByteSizeConverter ? ByteSize.Expected
            : type.IsEnum ? $"one of {string.Join(", ", LowerCase.Names(type))}"
            : type == typeof(bool) ? "true or false"
            : type == typeof(double) ? "a number such as 1 or 0.5"
            : "a whole number such as 10";
    }

    /// <summary>What was probably meant.</summary>
    public static string Hint(Slot slot, string text)
    {
        var compact = text.Replace(" ", "", StringComparison.Ordinal);
        string[] spellings = [text, compact, compact.ToLowerInvariant(), compact.ToUpperInvariant(), compact + "s"];
        var meant = spellings.FirstOrDefault(spelling => Read(slot, spelling, plain: true) is not null)
            ?? (slot.ValueType.IsEnum ? Suggestion.For(text, LowerCase.Names(slot.ValueType))
            : slot.ValueType != typeof(bool) ? null
            : compact.ToLowerInvariant() is "yes" or "on" ? "true"
            : compact.ToLowerInvariant() is "no" or "off" ? "false"
            : null);
        return meant is null ? "" : $" (did you mean {meant}?)";
    }

    /// <summary>Stands for a value that was refused, so that its neighbours keep their places.</summary>
    public static JsonNode Placeholder(Slot slot)
    {
        var type = slot.ValueType;
        return type == typeof(string) ? ""
            : type == typeof(TimeSpan) ? "0s"
            : type.IsEnum ? LowerCase.Names(type)[0]
            : type == typeof(bool) ? false
            : 0;
    }
}
