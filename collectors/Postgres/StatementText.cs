using System.Text;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// A statement's text as a label. The server has replaced constants by <c>$1</c>, but not in utility statements (<c>ALTER ROLE …
/// PASSWORD '…'</c>): every literal becomes <c>?</c>. Comments, which carry trace identifiers, go, and blanks are collapsed.
/// </summary>
static class StatementText
{
    const int LongestTag = 64;

    /// <param name="length">Characters to keep at most.</param>
    internal static string Shorten(string query, int length)
    {
        var text = new StringBuilder(Math.Min(query.Length, length + 1));
        for (var at = 0; at < query.Length && text.Length <= length;)
            at = Next(query, at, text);
        // Not through the middle of a surrogate pair.
        if (text.Length > length)
            text.Length = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        return text.ToString().TrimEnd(' ');
    }

    /// <summary>Copies or replaces what begins at <paramref name="at"/>.</summary>
    /// <returns>Where the rest begins.</returns>
    static int Next(string query, int at, StringBuilder text)
    {
        var c = query[at];
        var rest = query.AsSpan(at);
        if (char.IsWhiteSpace(c))
            return Blank(text, at + 1);
        if (rest.StartsWith("--"))
            return Blank(text, After(query, "\n", at));
        if (rest.StartsWith("/*"))
            return Blank(text, After(query, "*/", at + 2));
        if (c == '\'')
            return Literal(text, Quoted(query, at));
        if (c == '"')
            return Copy(query, at, After(query, "\"", at + 1), text);
        if (c == '$' && DollarTag(rest) is { Length: > 0 } tag)
            return Literal(text, After(query, tag, at + tag.Length));
        if (char.IsAsciiDigit(c))
            return Literal(text, WordEnd(query, at));
        // A name with its digits, $1, or a single sign.
        return Copy(query, at, char.IsLetter(c) || c is '_' or '$' ? WordEnd(query, at) : at + 1, text);
    }

    static int Blank(StringBuilder text, int rest)
    {
        if (text.Length > 0 && text[^1] != ' ')
            text.Append(' ');
        return rest;
    }

    static int Literal(StringBuilder text, int rest)
    {
        text.Append('?');
        return rest;
    }

    static int Copy(string query, int start, int rest, StringBuilder text)
    {
        text.Append(query, start, rest - start);
        return rest;
    }

    /// <returns>The position after the end of a string that begins at <paramref name="at"/>; the text's end when it was cut.</returns>
    static int Quoted(string query, int at)
    {
        var escapes = at > 0 && query[at - 1] is 'e' or 'E';
        for (var i = at + 1; i < query.Length; i++)
        {
            if (query[i] == '\\' && escapes)
                i++;
            else if (query[i] == '\'' && (i + 1 == query.Length || query[i + 1] != '\''))
                return i + 1;
            else if (query[i] == '\'')
                i++;
        }

        return query.Length;
    }

    /// <returns><c>$$</c> or <c>$tag$</c>; empty when this is a parameter.</returns>
    static string DollarTag(ReadOnlySpan<char> rest)
    {
        for (var i = 1; i < rest.Length && i <= LongestTag; i++)
        {
            if (rest[i] == '$')
                return rest[..(i + 1)].ToString();
            if (!char.IsLetter(rest[i]) && rest[i] != '_' && (i == 1 || !char.IsAsciiDigit(rest[i])))
                return "";
        }

        return "";
    }

    static int WordEnd(string query, int at)
    {
        var end = at + 1;
        while (end < query.Length && (char.IsLetterOrDigit(query[end]) || query[end] is '_' or '$' or '.'))
            end++;
        return end;
    }

    static int After(string query, string mark, int from)
    {
        var at = from >= query.Length ? -1 : query.IndexOf(mark, from, StringComparison.Ordinal);
        return at < 0 ? query.Length : at + mark.Length;
    }
}
