using System.Globalization;

namespace MetricsAgent.Rules.Templates;

/// <summary>Constants: with a point or an exponent they are floating-point numbers, otherwise integers, and the two do not compare.</summary>
static class TemplateNumber
{
    internal static object Read(TemplateToken token)
    {
        var text = token.Text.Replace("_", "", StringComparison.Ordinal);
        var (negative, digits) = text[0] is '+' or '-' ? (text[0] == '-', text[1..]) : (false, text);
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0)
            return negative ? -hex : hex;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            return whole;
        if (double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number))
            return number;
        throw new TemplateException(token.Position, $"bad number syntax: \"{token.Text}\"");
    }
}
