using System.Globalization;

namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>How far a text in quotes reaches, and that its escapes are whole.</summary>
static class LexerString
{
    /// <exception cref="PromqlException">It does not end, or has an escape that means nothing.</exception>
    internal static int End(string text, int start)
    {
        var quote = text[start];
        for (var at = start + 1; at < text.Length; at++)
        {
            var c = text[at];
            if (c == quote)
                return at + 1;
            if (quote == '`')
                continue;
            if (c == '\n')
                break;
            if (c == '\\')
                at = Escape(text, at + 1, quote, start);
        }

        throw new PromqlException(quote == '`' ? "unterminated raw string" : "unterminated quoted string", start);
    }

    /// <returns>Where the escape's last character is.</returns>
    static int Escape(string text, int at, char quote, int start)
    {
        if (at == text.Length)
            throw new PromqlException("escape sequence not terminated", start);
        var c = text[at];
        if (c == quote || "abfnrtv\\".Contains(c))
            return at;

        var (first, count, radix) = c switch
        {
            >= '0' and <= '7' => (at, 3, 8),
            'x' => (at + 1, 2, 16),
            'u' => (at + 1, 4, 16),
            'U' => (at + 1, 8, 16),
            _ => throw new PromqlException($"unknown escape sequence {Described(c)}", start),
        };
        var code = 0L;
        for (at = first; at < first + count; at++)
        {
            if (at == text.Length)
                throw new PromqlException("escape sequence not terminated", start);
            var digit = char.IsAsciiHexDigit(text[at]) ? int.Parse(text.AsSpan(at, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : radix;
            if (digit >= radix)
                throw new PromqlException($"illegal character {Described(text[at])} in escape sequence", start);
            code = (code * radix) + digit;
        }

        var most = count < 4 ? 0xff : 0x10ffff;
        return code > most || code is >= 0xd800 and < 0xe000 ? throw new PromqlException("escape sequence is an invalid Unicode code point", start) : at - 1;
    }

    static string Described(char c) => $"U+{(int)c:X4} '{c}'";
}
