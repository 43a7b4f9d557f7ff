using System.Globalization;
using System.Text.Json;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>Numbers in a JSON document, wherever and however it writes them.</summary>
static class JsonNumber
{
    const int LongestUnit = 8;

    /// <summary>The number at a place of the document; null when there is none.</summary>
    /// <param name="at">On the document's first token.</param>
    internal static double? At(Utf8JsonReader at, JsonPath path)
    {
        foreach (var step in path.Steps)
        {
            if (!(step.Member is { } member ? Enter(ref at, member) : Enter(ref at, step.Index)))
                return null;
        }

        return path.Length ? Length(at) : Of(at);
    }

    /// <summary>A boolean is 1 or 0.</summary>
    internal static double? Of(in Utf8JsonReader value) => value.TokenType switch
    {
        JsonTokenType.True => 1,
        JsonTokenType.False => 0,
        JsonTokenType.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
        JsonTokenType.String => Of(JsonText.Of(value)),
        _ => null,
    };

    /// <summary>One number, as it is written, and at most one word after it: 12 for <c>12%</c>, 3.5 for <c>3.5 ms</c>.</summary>
    internal static double? Of(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        var end = text.LastIndexOfAnyInRange('0', '9') + 1;
        if (end == 0)
            return null;
        var unit = text[end..].TrimStart();
        if (unit.Length > LongestUnit)
            return null;
        foreach (var c in unit)
        {
            if (!char.IsLetter(c) && c is not ('%' or '°' or '/'))
                return null;
        }

        return double.TryParse(text[..end], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number) ? number : null;
    }

    /// <summary>Of a member that comes twice, the last counts, as parsers have it.</summary>
    static bool Enter(ref Utf8JsonReader at, string member)
    {
        var found = false;
        var value = at;
        if (at.TokenType != JsonTokenType.StartObject)
            return false;
        while (at.Read() && at.TokenType == JsonTokenType.PropertyName)
        {
            var matches = at.ValueTextEquals(member);
            at.Read();
            if (matches)
            {
                found = true;
                value = at;
            }

            at.Skip();
        }

        at = value;
        return found;
    }

    static bool Enter(ref Utf8JsonReader at, int index)
    {
        if (at.TokenType != JsonTokenType.StartArray)
            return false;
        while (at.Read() && at.TokenType != JsonTokenType.EndArray)
        {
            if (index-- == 0)
                return true;
            at.Skip();
        }

        return false;
    }

    /// <summary>Items of an array, or members of an object.</summary>
    static double? Length(Utf8JsonReader at)
    {
        if (at.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject))
            return null;
        var count = 0;
        while (at.Read() && at.TokenType is not (JsonTokenType.EndArray or JsonTokenType.EndObject))
        {
            count++;
            if (at.TokenType == JsonTokenType.PropertyName)
                at.Read();
            at.Skip();
        }

        return count;
    }
}
