using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace MetricsAgent.Exposition;

/// <summary>A number as both formats write it: the shortest text that reads back as the same double, <c>+Inf</c>, <c>-Inf</c>, <c>NaN</c>; never by the culture.</summary>
static class SampleNumber
{
    /// <summary>Bytes that any double fits in: <c>-1.7976931348623157E+308</c> has 24.</summary>
    internal const int MaxLength = 32;

    /// <summary>Integers below this are written digit by digit, which is also much the fastest way.</summary>
    internal const double IntegerLimit = 1e15;

    const NumberStyles Decimal = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    static readonly SearchValues<byte> DecimalCharacters = SearchValues.Create("+-.0123456789eE"u8);

    /// <summary>Reads what any writer may have written: decimal, <c>+Inf</c> and <c>NaN</c> in any case; not what a double cannot hold.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        if (!text.IsEmpty && text.IndexOfAnyExcept(DecimalCharacters) < 0)
            return double.TryParse(text, Decimal, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

        value = double.NaN;
        if (Ascii.EqualsIgnoreCase(text, "nan"u8))
            return true;
        var isNegative = text.StartsWith("-"u8);
        var word = isNegative || text.StartsWith("+"u8) ? text[1..] : text;
        value = isNegative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }

    /// <returns>Bytes written.</returns>
    internal static int Format(double value, Span<byte> output)
    {
        int written;
        if (Math.Abs(value) < IntegerLimit && value == Math.Truncate(value))
        {
            Utf8Formatter.TryFormat((long)value, output, out written);
            return written;
        }

        if (!double.IsFinite(value))
        {
            var name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            name.CopyTo(output);
            return name.Length;
        }

        value.TryFormat(output, out written, "R", CultureInfo.InvariantCulture);
        return written;
    }
}
