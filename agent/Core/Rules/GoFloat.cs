using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules;

/// <summary>Floating-point numbers as Go's <c>strconv</c> reads and writes them.</summary>
public static class GoFloat
{
    const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <returns>Null where it is no number, or too great for one.</returns>
    public static double? Parse(string text)
    {
        if (text.Equals("nan", StringComparison.OrdinalIgnoreCase))
            return double.NaN;
        var word = text.StartsWith('+') || text.StartsWith('-') ? text.AsSpan(1) : text;
        if (word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase))
            return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
        var isDecimal = double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value);
        return isDecimal && !text.Contains('∞') ? value : null;
    }

    /// <summary>Rounded half to even, with exponents of at least two digits.</summary>
    /// <param name="verb">e, f or g.</param>
    /// <param name="precision">Digits behind the point, or of the number for g; -1 for as many as make the number unique.</param>
    public static string Format(double value, char verb, int precision)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "+Inf" : "-Inf";

        var sign = double.IsNegative(value) ? "-" : "";
        var (digits, point) = Digits(Math.Abs(value), precision < 0);
        if (verb == 'e')
            return sign + Exponential(Round(digits, point, precision < 0 ? digits.Length : precision + 1), precision);
        if (verb == 'f')
            return sign + Fixed(Round(digits, point, precision < 0 ? digits.Length : point + precision), precision);

        var shortest = precision < 0;
        (digits, point) = Round(digits, point, shortest ? digits.Length : Math.Max(1, precision));
        digits = digits.TrimEnd('0');
        var limit = shortest ? 6 : Math.Max(1, precision);
        if (!shortest && limit > digits.Length && digits.Length >= point)
            limit = digits.Length;
        var exponent = point - 1;
        return sign + (exponent < -4 || exponent >= limit
            ? Exponential((digits, point), digits.Length - 1)
            : Fixed((digits, point), Math.Max(digits.Length - point, 0)));
    }

    /// <summary>Of 0.0123: 123 and -1. Nothing of 0.</summary>
    static (string Digits, int Point) Digits(double value, bool shortest)
    {
        if (value == 0)
            return ("", 0);
        // Enough digits to know whether a number that can be half-way is.
        var text = shortest ? Scientific(value.ToString("R", CultureInfo.InvariantCulture)) : value.ToString("E60", CultureInfo.InvariantCulture);
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var digits = text[..e].Replace(".", "", StringComparison.Ordinal).TrimEnd('0');
        return (digits, int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + 1);
    }

    /// <summary>The shortest form is either <c>123.4</c>, <c>0.00012</c> or <c>1.2E-05</c>.</summary>
    static string Scientific(string text)
    {
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var (mantissa, exponent) = e < 0 ? (text, 0) : (text[..e], int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa.Length : point;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var first = digits.AsSpan().IndexOfAnyExcept('0');
        return string.Create(CultureInfo.InvariantCulture, $"{digits[first]}.{digits[(first + 1)..]}E{exponent + whole - first - 1}");
    }

    static (string Digits, int Point) Round(string digits, int point, int count)
    {
        if (count >= digits.Length)
            return (digits, point);
        if (count < 0)
            return ("", point);
        var up = digits[count] != '5' || count + 1 < digits.Length ? digits[count] >= '5' : count > 0 && (digits[count - 1] - '0') % 2 == 1;
        var kept = digits[..count].ToCharArray();
        if (!up)
            return (new(kept), point);
        for (var i = count - 1; i >= 0; i--)
        {
            if (kept[i] != '9')
            {
                kept[i]++;
                return (new(kept), point);
            }

            kept[i] = '0';
        }

        return ("1" + new string(kept), point + 1);
    }

    static string Exponential((string Digits, int Point) number, int precision)
    {
        var (digits, point) = number;
        var exponent = digits.Length == 0 ? 0 : point - 1;
        digits = digits.Length == 0 ? "0" : digits;
        if (precision >= 0)
            digits = digits.Length > precision + 1 ? digits[..(precision + 1)] : digits.PadRight(precision + 1, '0');
        var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    static string Fixed((string Digits, int Point) number, int precision)
    {
        var (digits, point) = number;
        var text = new StringBuilder();
        text.Append(point > 0 ? digits.PadRight(point, '0')[..point] : "0");
        var fraction = point >= digits.Length ? "" : point >= 0 ? digits[point..] : new string('0', -point) + digits;
        if (precision >= 0)
            fraction = fraction.Length > precision ? fraction[..precision] : fraction.PadRight(precision, '0');
        if (fraction.Length > 0)
            text.Append('.').Append(fraction);
        return text.ToString();
    }
}
