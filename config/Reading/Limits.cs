using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MetricsAgent.Config.Reading;

/// <summary>What the attributes of a property say about its values.</summary>
internal static class Limits
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Broken(Slot slot, JsonNode value) =>
        slot.Attribute<BetweenAttribute>() is { } between ? Outside(between, Convert.ToInt64(value.GetValue<object>(), CultureInfo.InvariantCulture))
        : slot.Attribute<RegexAttribute>() is not null ? NotLinear(value.GetValue<string>())
        : null;

    static string? Outside(BetweenAttribute between, long value) =>
        value >= between.Minimum && value <= between.Maximum ? null
        : between.Maximum == int.MaxValue ? string.Create(CultureInfo.InvariantCulture, $"must be at least {between.Minimum}, not {value}")
        : string.Create(CultureInfo.InvariantCulture, $"must be between {between.Minimum} and {between.Maximum}, not {value}");

    static string? NotLinear(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
            return null;
        }
        catch (RegexParseException error)
        {
            return $"must be a regular expression: {error.Message.TrimEnd('.')}";
        }
        catch (NotSupportedException error)
        {
            return $"must be a regular expression that runs in linear time: {error.Message.TrimEnd('.')}";
        }
    }
}
