using System.Globalization;

namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>The value of a number as the Go language reads it: decimal, hexadecimal, octal after a 0, with underscores between digits.</summary>
static class NumberText
{
    internal static bool TryParse(string text, out double value)
    {
        value = double.NaN;
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return true;
        if (text.Equals("inf", StringComparison.OrdinalIgnoreCase))
        {
            value = double.PositiveInfinity;
            return true;
        }

        var digits = text.Replace("_", "");
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
        {
            var isHex = long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex >= 0;
            value = hex;
            return isHex;
        }

        if (IsOctal(digits))
        {
            value = Octal(digits);
            if (value < long.MaxValue)
                return true;
        }

        return double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    static bool IsOctal(string digits) => digits.Length > 1 && digits[0] == '0' && !digits.AsSpan().ContainsAnyExceptInRange('0', '7');

    static double Octal(string digits)
    {
        var value = 0.0;
        foreach (var digit in digits)
            value = (value * 8) + (digit - '0');
        return value;
    }
}
