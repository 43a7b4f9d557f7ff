using System.Text;

namespace MetricsAgent.Rules;

/// <summary>Classes of characters in brackets, in the syntax of Go's regular expressions.</summary>
static class GoPatternClass
{
    /// <returns>Where the pattern goes on.</returns>
    internal static int Translate(string pattern, int at, StringBuilder text)
    {
        var start = at;
        text.Append('[');
        at++;
        if (at < pattern.Length && pattern[at] == '^')
        {
            text.Append('^');
            at++;
        }

        for (var first = at; at < pattern.Length;)
        {
            var c = pattern[at];
            if (c == ']' && at > first)
            {
                text.Append(']');
                return at + 1;
            }

            if (c == '\\')
                at = GoPattern.Escape(pattern, at, isInClass: true, text);
            else if (pattern.AsSpan(at).StartsWith("[:") && pattern.IndexOf(":]", at + 2, StringComparison.Ordinal) > 0)
                at = Named(pattern, at, text);
            else
                at = Literal(c, at, text);
        }

        throw new ArgumentException($"missing closing ]: `{pattern[start..]}`");
    }

    /// <summary>What <c>\d</c> and the like stand for: ASCII only.</summary>
    internal static string? Perl(char letter) => letter switch
    {
        'd' => "0-9",
        'D' => @"\0-/:-\uffff",
        'w' => "0-9A-Za-z_",
        'W' => @"\0-/:-@\[-\^`{-\uffff",
        's' => @"\t\n\f\r ",
        'S' => @"\0-\b\v\x0e-\x1f!-\uffff",
        _ => null,
    };

    static int Literal(char c, int at, StringBuilder text)
    {
        // Where .NET would see the end of the class or one class less another.
        if (c is '[' or ']')
            text.Append('\\');
        text.Append(c);
        return at + 1;
    }

    static int Named(string pattern, int at, StringBuilder text)
    {
        var end = pattern.IndexOf(":]", at + 2, StringComparison.Ordinal);
        var name = pattern[(at + 2)..end];
        text.Append(name switch
        {
            "alnum" => "0-9A-Za-z",
            "alpha" => "A-Za-z",
            "ascii" => @"\0-\x7f",
            "blank" => @"\t ",
            "cntrl" => @"\0-\x1f\x7f",
            "digit" => "0-9",
            "graph" => "!-~",
            "lower" => "a-z",
            "print" => " -~",
            "punct" => @"!-/:-@\[-`{-~",
            "space" => @"\t\n\v\f\r ",
            "upper" => "A-Z",
            "word" => "0-9A-Za-z_",
            "xdigit" => "0-9A-Fa-f",
            _ => throw new ArgumentException($"invalid character class range: `[:{name}:]`"),
        });
        return end + 2;
    }
}
