using System.Text;
using System.Text.RegularExpressions;

namespace MetricsAgent.Rules.Templates;

/// <summary>Functions on texts. Regular expressions run in linear time, as Go's do.</summary>
static class TemplateStrings
{
    internal static string Title(string text)
    {
        var title = new StringBuilder(text.Length);
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            title.Append(inWord ? rune : Rune.ToUpperInvariant(rune));
            inWord = Rune.IsLetterOrDigit(rune) || rune.Value is '_' or '\'';
        }

        return title.ToString();
    }

    internal static bool Match(int position, string pattern, string text) => Compile(position, pattern).IsMatch(text);

    internal static string ReplaceAll(int position, string pattern, string replacement, string text) =>
        Compile(position, pattern).Replace(text, match => Expand(replacement, match));

    static Regex Compile(int position, string pattern)
    {
        try
        {
            return GoPattern.Part(pattern);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new TemplateException(position, $"\"{pattern}\" is not a regular expression that can be matched in linear time");
        }
    }

    /// <summary>Go's rule: <c>$name</c> is as long as it can be, so that <c>$1x</c> is the group 1x, and a group that there is not is nothing.</summary>
    static string Expand(string replacement, Match match)
    {
        var text = new StringBuilder();
        for (var i = 0; i < replacement.Length; i++)
        {
            if (replacement[i] != '$')
            {
                text.Append(replacement[i]);
                continue;
            }

            var braced = i + 1 < replacement.Length && replacement[i + 1] == '{';
            var start = i + (braced ? 2 : 1);
            var end = start;
            while (end < replacement.Length && (replacement[end] == '_' || char.IsLetterOrDigit(replacement[end])))
                end++;
            if (end == start && !braced && start < replacement.Length && replacement[start] == '$')
            {
                text.Append('$');
                i++;
            }
            else if (end == start || (braced && (end == replacement.Length || replacement[end] != '}')))
            {
                text.Append('$');
            }
            else
            {
                text.Append(match.Groups[replacement[start..end]].Value);
                i = braced ? end : end - 1;
            }
        }

        return text.ToString();
    }
}
