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
        Compile(position, pattern).Replace(text, match => GoReplacement.Expand(replacement, match));

    static Regex Compile(int position, string pattern)
    {
        try
        {
            return GoPattern.Part(pattern);
        }
        catch (ArgumentException)
        {
            throw new TemplateException(position, $"\"{pattern}\" is not a regular expression that can be matched in linear time");
        }
    }
}
