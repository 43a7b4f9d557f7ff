using System.Buffers.Text;
using System.Globalization;

namespace MetricsAgent.Exposition;

/// <summary>A number as both formats write it: the shortest text that reads back as the same double, <c>+Inf</c>, <c>-Inf</c>, <c>NaN</c>; never by the culture.</summary>
static class SampleNumber
{
    /// <summary>Bytes that any double fits in: <c>-1.7976931348623157E+308</c> has 24.</summary>
    internal const int MaxLength = 32;

    /// <summary>Integers below this are written digit by digit, which is also much the fastest way.</summary>
    internal const double IntegerLimit = 1e15;

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
