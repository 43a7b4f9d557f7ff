using System.Globalization;

namespace MetricsAgent.Rules.Promql.Functions;

/// <summary>The number in a <c>le</c> label.</summary>
static class BoundText
{
    const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <returns>Null where it is no number.</returns>
    internal static double? Parse(string text)
    {
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        var word = text.StartsWith('+') || text.StartsWith('-') ? text.AsSpan(1) : text;
        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        var isDecimal = double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        return isDecimal && !text.Contains('∞') ? value : null;
    }
}
