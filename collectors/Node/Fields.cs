using System.Buffers.Text;

namespace MetricsAgent.Collectors.Node;

/// <summary>Walks over the blank-separated fields of one line of a pseudo-file. Pure; never throws, whatever the bytes.</summary>
internal ref struct Fields(ReadOnlySpan<byte> line)
{
    ReadOnlySpan<byte> rest = line;

    /// <summary>There is another field.</summary>
    internal readonly bool More => rest.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\n') >= 0;

    /// <summary>The next field, or empty at the end of the line.</summary>
    internal ReadOnlySpan<byte> Next()
    {
        var start = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (start < 0 || rest[start] == '\n')
        {
            rest = [];
            return [];
        }

        rest = rest[start..];
        var length = rest.IndexOfAny(" \t\n"u8);
        var field = length < 0 ? rest : rest[..length];
        rest = length < 0 ? [] : rest[length..];
        return field;
    }

    /// <summary>The next field as a finite, non-negative number with or without a fraction.</summary>
    internal bool Number(out double value)
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out value, out var used) && used == field.Length && double.IsFinite(value) && value >= 0;
    }

    /// <summary>The next field as an unsigned integer.</summary>
    internal bool Integer(out ulong value)
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out value, out var used) && used == field.Length;
    }

    /// <summary>The next field as an unsigned integer in hexadecimal digits.</summary>
    internal bool Hexadecimal(out ulong value)
    {
        var field = Next();
        return Utf8Parser.TryParse(field, out value, out var used, 'x') && used == field.Length;
    }
}
