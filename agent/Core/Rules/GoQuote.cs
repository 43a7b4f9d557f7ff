using System.Globalization;
using System.Text;

namespace MetricsAgent.Rules;

/// <summary>Texts as Go's <c>strconv.Quote</c> writes them.</summary>
static class GoQuote
{
    internal static string Text(string text) => Quoted(text, '"');

    internal static string Character(Rune character) => Quoted(character.ToString(), '\'');

    static string Quoted(string text, char quote)
    {
        var quoted = new StringBuilder().Append(quote);
        foreach (var rune in text.EnumerateRunes())
        {
            var simple = rune.Value < 0x80 ? "\a\b\f\n\r\t\v\\".IndexOf((char)rune.Value, StringComparison.Ordinal) : -1;
            if (simple >= 0)
                quoted.Append('\\').Append("abfnrtv\\"[simple]);
            else if (rune.Value == quote)
                quoted.Append('\\').Append(quote);
            else if (rune.Value < ' ' || rune.Value == 0x7f)
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            else if (IsPrintable(rune))
                quoted.Append(rune);
            else
                quoted.Append(rune.Value > 0xffff ? string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}") : string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"));
        }

        return quoted.Append(quote).ToString();
    }

    static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
