using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config.Reading;

/// <summary>What the attributes of a property say about its values.</summary>
internal static class Limits
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Broken(Slot slot, JsonNode value) =>
        slot.Attribute<BetweenAttribute>() is { } between ? Outside(slot, between, Convert.ToInt64(value.GetValue<object>(), CultureInfo.InvariantCulture))
        : slot.Attribute<RegexAttribute>() is not null ? NotLinear(value.GetValue<string>())
        : slot.Attribute<JsonPathAttribute>() is not null ? NotOnePlace(value.GetValue<string>())
        : slot.Attribute<OneOfAttribute>() is { } oneOf && !oneOf.Values.Contains(value.GetValue<string>()) ? $"must be one of {string.Join(", ", oneOf.Values)}"
        : null;

    static string? Outside(Slot slot, BetweenAttribute between, long value)
    {
        string Text(long number) => slot.Converter is ByteSizeConverter ? ByteSize.Format(number) : number.ToString(CultureInfo.InvariantCulture);

        return value >= between.Minimum && value <= between.Maximum ? null
            : between.Maximum == int.MaxValue ? $"must be at least {Text(between.Minimum)}, not {Text(value)}"
            : $"must be between {Text(between.Minimum)} and {Text(between.Maximum)}, not {Text(value)}";
    }

    static string? NotOnePlace(string path) => JsonPath.Parse(path) is null ? $"must be a JSON path to one value such as $.queue.depth, $['a:b'][0] or $.jobs.length(), not {Quote.Text(path)}" : null;

    static string? NotLinear(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return null;
        }
        catch (RegexParseException error)
        {
            var reason = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{error.Error}").Replace('_', ' ');
            return string.Create(CultureInfo.InvariantCulture, $"must be a regular expression, not one with {reason} at character {error.Offset}");
        }
        catch (NotSupportedException)
        {
            return "must be a regular expression that runs in linear time: no look-around, no back-references, no repetition by the thousand";
        }
    }
}
