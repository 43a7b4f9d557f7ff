using System.Buffers.Text;
using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>A number that devices have in a file of its own, and what it is exposed as.</summary>
/// <param name="file">Below the device's directory.</param>
/// <param name="family">Has one label: the device's name.</param>
/// <param name="divisor">How many of the file's units are one of the family's.</param>
internal sealed class SysfsNumber(string file, Family family, double divisor = 1)
{
    readonly byte[] file = Encoding.UTF8.GetBytes(file);

    /// <summary>The value may be below 0; otherwise such a value is a driver's way to say that it does not know.</summary>
    internal bool IsSigned { get; init; }

    internal void Emit(Samples samples, SysfsDevice device)
    {
        if (device.TryRead(file, out var number) && (IsSigned || number >= 0))
            samples.Add(family, number / divisor, device.Name);
    }

    /// <summary>The one number of a file: decimal, or hexadecimal after <c>0x</c>. Pure; never throws, whatever the bytes.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        text = text.Trim(" \t\n"u8);
        if (text.StartsWith("0x"u8))
        {
            var isHexadecimal = Utf8Parser.TryParse(text["0x".Length..], out ulong bits, out var digits, 'x') && digits == text.Length - "0x".Length;
            number = bits;
            return isHexadecimal;
        }

        var isNegative = text.StartsWith("-"u8);
        var isDecimal = Utf8Parser.TryParse(isNegative ? text[1..] : text, out ulong magnitude, out var used) && used == text.Length - (isNegative ? 1 : 0);
        number = isNegative ? -(double)magnitude : magnitude;
        return isDecimal;
    }
}
