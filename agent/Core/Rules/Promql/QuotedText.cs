using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules.Promql;

/// <summary>Texts in quotes, with the escapes of the Go language.</summary>
static class QuotedText
{
    internal static string LabelNames(IEnumerable<string> names) => string.Join(", ", names.Select(LabelName));

    /// <summary>In quotes where it is not one of the old names of letters, digits and underscores.</summary>
    internal static string LabelName(string name) => IsPlain(name) ? name : Quote(name);

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

    internal static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\a' => quoted.Append(@"\a"),
                '\b' => quoted.Append(@"\b"),
                '\f' => quoted.Append(@"\f"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                '\v' => quoted.Append(@"\v"),
                < 0x20 or 0x7f => quoted.Append(CultureInfo.InvariantCulture, $@"\x{rune.Value:x2}"),
                _ when IsPrinted(rune) => quoted.Append(rune),
                <= 0xffff => quoted.Append(CultureInfo.InvariantCulture, $@"\u{rune.Value:x4}"),
                _ => quoted.Append(CultureInfo.InvariantCulture, $@"\U{rune.Value:x8}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    /// <summary>The character at a place in single quotes, as errors name it.</summary>
    internal static string Character(string text, int at)
    {
        var length = char.IsSurrogatePair(text, at) ? 2 : 1;
        return text[at] == '\'' ? @"'\''" : $"'{Quote(text.Substring(at, length))[1..^1].Replace("\\\"", "\"")}'";
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

    static bool IsPrinted(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
