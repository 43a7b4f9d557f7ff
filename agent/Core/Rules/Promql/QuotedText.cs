using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules.Promql;

/// <summary>Texts in quotes, with the escapes of the Go language.</summary>
static class QuotedText
{
    internal static string LabelNames(IEnumerable<string> names) => string.Join(", ", names.Select(LabelName));

    /// <summary>In quotes where it is not one of the old names of letters, digits and underscores.</summary>
    internal static string LabelName(string name) => IsPlain(name) ? name : GoQuote.Text(name);

    internal static bool IsPlain(string name)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
            return false;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
                return false;
        }

        return true;
    }

    /// <summary>The character at a place in single quotes, as errors name it.</summary>
    internal static string Character(string text, int at)
    {
        Rune.DecodeFromUtf16(text.AsSpan(at), out var character, out _);
        return GoQuote.Character(character);
    }

    /// <summary>What is in the quotes. The lexer has seen to it that quotes and escapes are whole.</summary>
    internal static string Unquote(ReadOnlySpan<char> quoted)
    {
        var inner = quoted[1..^1];
        if (quoted[0] == '`' || !inner.Contains('\\'))
            return inner.ToString();

        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(inner.Length)];
        var length = 0;
        for (var at = 0; at < inner.Length;)
        {
            if (inner[at] != '\\')
            {
                var next = inner[at..].IndexOf('\\');
                var plain = next < 0 ? inner[at..] : inner.Slice(at, next);
                length += Encoding.UTF8.GetBytes(plain, bytes.AsSpan(length));
                at += plain.Length;
                continue;
            }

            at += Unescape(inner[at..], bytes, ref length);
        }

        // Bytes above 127 may be written one by one; what is then no UTF-8 becomes the replacement character, where Prometheus keeps the bytes.
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <returns>Characters read.</returns>
    static int Unescape(ReadOnlySpan<char> escape, byte[] bytes, ref int length)
    {
        var digits = escape[1] switch { 'x' => escape.Slice(2, 2), 'u' => escape.Slice(2, 4), 'U' => escape.Slice(2, 8), _ => default };
        if (digits.Length > 0)
        {
            var code = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            if (digits.Length == 2)
                bytes[length++] = (byte)code;
            else
                length += new Rune(code).EncodeToUtf8(bytes.AsSpan(length));
            return 2 + digits.Length;
        }

        if (escape[1] is >= '0' and <= '7')
        {
            bytes[length++] = (byte)(((escape[1] - '0') * 64) + ((escape[2] - '0') * 8) + escape[3] - '0');
            return 4;
        }

        bytes[length++] = (byte)(escape[1] switch
        {
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\v',
            var same => same,
        });
        return 2;
    }
}
