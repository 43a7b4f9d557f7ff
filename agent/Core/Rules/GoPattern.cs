using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace MetricsAgent.Rules;

/// <summary>
/// Regular expressions in the syntax of Go's <c>regexp</c> (RE2), which Prometheus takes: classes are ASCII, <c>(?P&lt;name&gt;…)</c> names a
/// group, <c>[[:alpha:]]</c> and <c>\Q…\E</c> are known, and nothing is that cannot be matched in linear time.
/// </summary>
public static class GoPattern
{
    const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    const int MostRepeats = 1000;

    const string KnownEscapes = "AabBdDfnrsStvwWxzpP";

    /// <summary>One that matches a whole text.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static Regex Whole(string pattern) => Make($@"\A(?s:{Translate(pattern)})\z");

    /// <summary>One that matches anywhere.</summary>
    /// <exception cref="ArgumentException">It is no regular expression.</exception>
    public static Regex Part(string pattern) => Make(Translate(pattern));

    static Regex Make(string translated)
    {
        try
        {
            return new(translated, Options);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    static string Translate(string pattern)
    {
        var text = new StringBuilder();
        Stack<string> ends = [];
        for (var at = 0; at < pattern.Length;)
        {
            switch (pattern[at])
            {
                case '\\':
                    at = Escape(pattern, at, isInClass: false, text);
                    break;
                case '[':
                    at = GoPatternClass.Translate(pattern, at, text);
                    break;
                case '(':
                    at = Group(pattern, at, text, ends);
                    break;
                case ')':
                    text.Append(ends.TryPop(out var end) ? end : ")");
                    at++;
                    break;
                case '{':
                    at = Repeat(pattern, at, text);
                    break;
                case '$':
                    // .NET's $ would also match before a last line's end.
                    text.Append(@"\z");
                    at++;
                    break;
                default:
                    text.Append(pattern[at++]);
                    break;
            }
        }

        return text.ToString();
    }

    static int Group(string pattern, int at, StringBuilder text, Stack<string> ends)
    {
        ends.Push(")");
        var rest = pattern.AsSpan(at);
        if (!rest.StartsWith("(?"))
        {
            text.Append('(');
            return at + 1;
        }

        if (rest.StartsWith("(?P<") || (rest.StartsWith("(?<") && !rest.StartsWith("(?<=") && !rest.StartsWith("(?<!")))
        {
            // .NET counts groups with names after all others, Go in the order of the text: a group around it has the right number.
            text.Append("((?<");
            ends.Pop();
            ends.Push("))");
            return at + (rest[2] == 'P' ? 4 : 3);
        }

        var flags = rest[2..].IndexOfAnyExcept("is-");
        if (flags < 0 || rest[2 + flags] is not (':' or ')'))
            throw new ArgumentException($"invalid or unsupported Perl syntax: `{rest[..Math.Min(rest.Length, 3)]}`");
        text.Append(rest[..(2 + flags)]);
        return at + 2 + flags;
    }

    static int Repeat(string pattern, int at, StringBuilder text)
    {
        var end = pattern.IndexOf('}', at);
        foreach (var bound in end < 0 ? [] : pattern[(at + 1)..end].Split(','))
        {
            if (bound.Length > 0 && bound.All(char.IsAsciiDigit) && (bound.Length > 4 || int.Parse(bound, CultureInfo.InvariantCulture) > MostRepeats))
                throw new ArgumentException($"invalid repeat count: `{pattern[at..(end + 1)]}`");
        }

        text.Append('{');
        return at + 1;
    }

    /// <returns>Where the pattern goes on.</returns>
    internal static int Escape(string pattern, int at, bool isInClass, StringBuilder text)
    {
        if (at + 1 == pattern.Length)
            throw new ArgumentException("trailing backslash at end of expression");
        var c = pattern[at + 1];
        if (c == 'Q' && !isInClass)
        {
            var endOfQuote = pattern.IndexOf(@"\E", at, StringComparison.Ordinal);
            text.Append(Regex.Escape(endOfQuote < 0 ? pattern[(at + 2)..] : pattern[(at + 2)..endOfQuote]));
            return endOfQuote < 0 ? pattern.Length : endOfQuote + 2;
        }

        if (GoPatternClass.Perl(c) is { } ranges)
        {
            text.Append(isInClass ? ranges : $"[{ranges}]");
            return at + 2;
        }

        if (c == 'x' && at + 2 < pattern.Length && pattern[at + 2] == '{')
            return CodePoint(pattern, at, text);
        if (c is 'p' or 'P' && at + 2 < pattern.Length && pattern[at + 2] != '{')
        {
            text.Append($@"\{c}{{{pattern[at + 2]}}}");
            return at + 3;
        }

        if (c is >= '0' and <= '7' && Octal(pattern, at + 1, text) is var end and > 0)
            return end;
        if (char.IsAsciiLetterOrDigit(c) && !KnownEscapes.Contains(c))
            throw new ArgumentException($"invalid escape sequence: `\\{c}`");
        text.Append('\\').Append(c);
        return at + 2;
    }

    /// <summary>Up to three digits. One that is not 0 alone would refer to a group, which Go does not know.</summary>
    /// <returns>Where the pattern goes on; 0 where it is no such number.</returns>
    static int Octal(string pattern, int start, StringBuilder text)
    {
        var (end, code) = (start, 0);
        for (; end < pattern.Length && end < start + 3 && pattern[end] is >= '0' and <= '7'; end++)
            code = (code * 8) + (pattern[end] - '0');
        if (end - start < 2 && pattern[start] != '0')
            return 0;
        text.Append(CultureInfo.InvariantCulture, $@"\u{code:x4}");
        return end;
    }

    static int CodePoint(string pattern, int at, StringBuilder text)
    {
        var end = pattern.IndexOf('}', at);
        if (end < 0 || !int.TryParse(pattern.AsSpan(at + 3, end - at - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            || !Rune.IsValid(code))
        {
            throw new ArgumentException(@"invalid escape sequence: `\x{`");
        }

        foreach (var c in new Rune(code).ToString())
            text.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}");
        return end + 1;
    }
}
