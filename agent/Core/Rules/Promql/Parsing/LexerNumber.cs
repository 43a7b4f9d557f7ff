namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>How far numbers and durations reach. Whether one has a value is the parser's to say.</summary>
static class LexerNumber
{
    /// <returns>Where the number ends; the start where there is none.</returns>
    internal static int Number(string text, int start)
    {
        var at = start;
        var isHex = text[at] == '0' && at + 1 < text.Length && text[at + 1] is 'x' or 'X';
        if (isHex)
            at += 2;
        var (hasDot, hasExponent) = (false, false);
        for (; at < text.Length; at++)
        {
            var c = text[at];
            if (isHex ? char.IsAsciiHexDigit(c) : char.IsAsciiDigit(c))
                continue;
            if (c == '_' && !Follows(text, at, "._eE"))
                continue;
            if (c == '.' && !hasDot && !hasExponent && !isHex && !Follows(text, at, "_.", mayEnd: true))
            {
                hasDot = true;
                continue;
            }

            if (c is not ('e' or 'E') || hasExponent)
                break;
            hasExponent = true;
            if (at + 1 < text.Length && text[at + 1] is '+' or '-')
                at++;
            if (Follows(text, at, "._eE"))
                return start;
        }

        return at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '_' or '.') ? start : at;
    }

    /// <returns>Where the duration ends; the start where there is none.</returns>
    internal static int Duration(string text, int start)
    {
        var at = start;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            while (at < text.Length && char.IsAsciiDigit(text[at]))
                at++;
            if (at == text.Length || !"smhdwy".Contains(text[at]))
                return start;
            at++;
            if (at < text.Length && text[at] == 's')
                at++;
        }

        return at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_') ? start : at;
    }

    static bool Follows(string text, int at, string characters, bool mayEnd = false) =>
        at + 1 >= text.Length ? !mayEnd : characters.Contains(text[at + 1]);
}
