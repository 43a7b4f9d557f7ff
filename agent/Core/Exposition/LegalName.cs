using System.Text;

namespace MetricsAgent.Exposition;

/// <summary>
/// Names that every Prometheus takes, from those that only Prometheus 3 does: what is not legal becomes <c>_</c>, as its escaping
/// scheme <c>underscores</c> has it.
/// </summary>
static class LegalName
{
    /// <summary>A name without what may not be in it; the same where it is legal.</summary>
    /// <param name="name">Valid UTF-8, with escapes.</param>
    /// <param name="buffer">Used where the name is not legal; grows as needed.</param>
    internal static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> name, ref byte[] buffer)
    {
        if (TextLines.IsName(name))
            return name;
        if (buffer.Length < name.Length)
            buffer = new byte[name.Length * 2];
        var length = 0;
        while (!name.IsEmpty)
        {
            var isLegal = char.IsAsciiLetter((char)name[0]) || name[0] is (byte)'_' or (byte)':' || (length > 0 && char.IsAsciiDigit((char)name[0]));
            buffer[length++] = isLegal ? name[0] : (byte)'_';
            name = name[Math.Min(Length(name), name.Length)..];
        }

        return buffer.AsSpan(0, length);
    }

    /// <summary>As <see cref="Of(ReadOnlySpan{byte}, ref byte[])"/>, for a label, which may not have a colon.</summary>
    internal static string OfLabel(ReadOnlySpan<byte> name)
    {
        byte[] buffer = [];
        return Encoding.UTF8.GetString(Of(name, ref buffer)).Replace(':', '_');
    }

    /// <summary>Bytes of the first character, which an escape is one of.</summary>
    static int Length(ReadOnlySpan<byte> name)
    {
        if (name[0] == '\\')
            return 2;
        return Rune.DecodeFromUtf8(name, out _, out var length) == System.Buffers.OperationStatus.Done ? length : 1;
    }
}
