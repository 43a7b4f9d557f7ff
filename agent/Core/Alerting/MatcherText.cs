using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Matchers as Alertmanager's configuration and <c>amtool</c> write them: <c>severity="critical"</c>, <c>job=~api|web</c>; the quotes may be left out.</summary>
public static partial class MatcherText
{
    const string LinearTime = " that runs in linear time: no look-around, no back-references";

    /// <param name="problem">What is wrong with it, after "must be a matcher".</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out LabelMatcher? matcher, [NotNullWhen(false)] out string? problem)
    {
        (matcher, problem) = (null, null);
        if (Written().Match(text) is not { Success: true } match)
            problem = "such as severity=\"critical\" or job=~\"api|web\"";
        else if (Unquote(match.Groups["value"].Value) is not { } value)
            problem = "whose value has its closing quote and knows no escapes but \\\\, \\\" and \\n";
        else
            matcher = Create(match.Groups["name"].Value, KindOf(match.Groups["sign"].Value), value, out problem);
        return matcher is not null;
    }

    static MatchKind KindOf(string sign) => sign switch
    {
        "=" => MatchKind.Equal,
        "!=" => MatchKind.NotEqual,
        "=~" => MatchKind.Matches,
        _ => MatchKind.DoesNotMatch,
    };

    /// <summary>As the constructor, with the reason why there is none.</summary>
    public static LabelMatcher? Create(string name, MatchKind kind, string value, out string? problem)
    {
        problem = null;
        try
        {
            return new(name, kind, value);
        }
        catch (ArgumentException e)
        {
            problem = $"with a regular expression{Fault(e)}";
            return null;
        }
    }

    static string Fault(ArgumentException error) => error switch
    {
        RegexParseException parse => $" that can be read ({Words($"{parse.Error}")})",
        { InnerException: NotSupportedException } => LinearTime,
        _ when error.Message.Contains("Perl syntax", StringComparison.Ordinal) => LinearTime,
        _ => $" that can be read ({error.Message})",
    };

    /// <summary><c>UnterminatedBracket</c>, as one reads it.</summary>
    static string Words(string name) => string.Concat(name.Select((c, i) => !char.IsUpper(c) ? $"{c}" : i == 0 ? $"{char.ToLowerInvariant(c)}" : $" {char.ToLowerInvariant(c)}"));

    /// <returns>Null where a quote or an escape is wrong.</returns>
    static string? Unquote(string text)
    {
        if (text is not ['"', ..])
            return text.Contains('"', StringComparison.Ordinal) ? null : text;
        if (text.Length < 2 || text[^1] != '"')
            return null;
        var value = new StringBuilder();
        for (var at = 1; at < text.Length - 1; at++)
        {
            if (text[at] == '"')
                return null;
            if (text[at] != '\\')
            {
                value.Append(text[at]);
                continue;
            }

            if (++at == text.Length - 1 || text[at] is not ('\\' or '"' or 'n'))
                return null;
            value.Append(text[at] == 'n' ? '\n' : text[at]);
        }

        return value.ToString();
    }

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*(?<sign>=~|!~|!=|=)\s*(?<value>.*?)\s*\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Written();
}
