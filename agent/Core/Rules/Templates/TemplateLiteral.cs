using System.Buffers;
using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules.Templates;

/// <summary>What texts and characters in quotes stand for, by Go's rules. Each is read from its first quote on, to behind its last.</summary>
static class TemplateLiteral
{
    /// <exception cref="TemplateException">It does not end.</exception>
    internal static string Raw(string text, ref int at)
    {
        var end = text.IndexOf('`', at + 1);
        if (end < 0)
            throw new TemplateException(at, "unterminated raw quoted string");
        var raw = text[(at + 1)..end];
        at = end + 1;
        return raw.Replace("\r", "", StringComparison.Ordinal);
    }

    /// <exception cref="TemplateException">It does not end, or has an escape that means nothing.</exception>
    internal static string Quoted(string text, ref int at)
    {
        var (start, value) = (at++, new StringBuilder());
        while (true)
        {
            if (at >= text.Length || text[at] == '\n')
                throw new TemplateException(start, "unterminated quoted string");
            if (text[at] == '"')
            {
                at++;
                return value.ToString();
            }

            Unquote(text, ref at, value, '"');
        }
    }

    /// <returns>Its number in Unicode.</returns>
    /// <exception cref="TemplateException">It is not one character.</exception>
    internal static string Character(string text, ref int at)
    {
        var (start, value) = (at++, new StringBuilder());
        if (at < text.Length && text[at] is not ('\'' or '\n'))
            Unquote(text, ref at, value, '\'');
        if (at >= text.Length || text[at++] != '\'' || value.Length == 0)
            throw new TemplateException(start, "malformed character constant");
        return Rune.GetRuneAt(value.ToString(), 0).Value.ToString(CultureInfo.InvariantCulture);
    }

    static void Unquote(string text, ref int at, StringBuilder value, char quote)
    {
        if (text[at] != '\\')
        {
            // Half of a pair is as much a replacement character as it is to UTF-8.
            var status = Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            value.Append(status == OperationStatus.Done ? rune : Rune.ReplacementChar);
            at += length;
            return;
        }

        var escape = at + 1 < text.Length ? text[at + 1] : '\0';
        var simple = "abfnrtv\\".IndexOf(escape, StringComparison.Ordinal);
        var digits = escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (escape != '\0' && (simple >= 0 || escape == quote))
        {
            value.Append(simple >= 0 ? "\a\b\f\n\r\t\v\\"[simple] : quote);
            at += 2;
        }
        else if (digits > 0 && at + 2 + digits <= text.Length && Hex(text.AsSpan(at + 2, digits)) is var code && Rune.IsValid(code))
        {
            value.Append(new Rune(code));
            at += 2 + digits;
        }
        else
        {
            throw new TemplateException(at, "unknown escape in a string");
        }
    }

    static int Hex(ReadOnlySpan<char> digits) => int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : -1;
}
