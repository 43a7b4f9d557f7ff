namespace MetricsAgent.Rules.Templates;

/// <summary>A template to tokens, as Go's <c>text/template/parse</c> does it.</summary>
sealed class TemplateLexer
{
    readonly string text;
    readonly List<TemplateToken> tokens = [];
    int at;

    TemplateLexer(string text) => this.text = text;

    /// <exception cref="TemplateException">An action, a comment or a string does not end, or a character means nothing.</exception>
    internal static List<TemplateToken> Read(string text)
    {
        var lexer = new TemplateLexer(text);
        lexer.Read();
        return lexer.tokens;
    }

    void Read()
    {
        var trim = false;
        while (at < text.Length)
        {
            var open = text.IndexOf("{{", at, StringComparison.Ordinal);
            var end = open < 0 ? text.Length : open;
            var trimsBefore = open >= 0 && open + 3 < text.Length && text[open + 2] == '-' && IsSpace(text[open + 3]);
            Plain(at, end, trim, trimsBefore);
            at = end;
            if (open < 0)
                break;
            at += trimsBefore ? 4 : 2;
            trim = string.CompareOrdinal(text, at, "/*", 0, 2) == 0 ? Comment(open) : Action(open);
        }

        tokens.Add(new(TokenKind.End, "", text.Length));
    }

    void Plain(int from, int to, bool trimStart, bool trimEnd)
    {
        var plain = text[from..to];
        if (trimStart)
            plain = plain.TrimStart(' ', '\t', '\r', '\n');
        if (trimEnd)
            plain = plain.TrimEnd(' ', '\t', '\r', '\n');
        if (plain.Length > 0)
            tokens.Add(new(TokenKind.Text, plain, from));
    }

    /// <returns>Whether the text behind it is trimmed.</returns>
    bool Comment(int open)
    {
        var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw new TemplateException(open, "unclosed comment");
        at = end + 2;
        var trims = ClosesTrimming();
        if (!trims && string.CompareOrdinal(text, at, "}}", 0, 2) != 0)
            throw new TemplateException(at, "comment ends before closing delimiter");
        at += trims ? ClosingLength() : 2;
        return trims;
    }

    /// <returns>Whether the text behind it is trimmed.</returns>
    bool Action(int open)
    {
        tokens.Add(new(TokenKind.Open, "{{", open));
        while (true)
        {
            if (at >= text.Length)
                throw new TemplateException(open, "unclosed action");
            if (ClosesTrimming())
            {
                tokens.Add(new(TokenKind.Close, "}}", at));
                at += ClosingLength();
                return true;
            }

            if (string.CompareOrdinal(text, at, "}}", 0, 2) == 0)
            {
                tokens.Add(new(TokenKind.Close, "}}", at));
                at += 2;
                return false;
            }

            Token();
        }
    }

    bool ClosesTrimming() => at < text.Length && IsSpace(text[at]) && string.CompareOrdinal(text, at + ClosingLength() - 3, "-}}", 0, 3) == 0;

    /// <summary>White space and the marker.</summary>
    int ClosingLength()
    {
        var end = at;
        while (end < text.Length && IsSpace(text[end]))
            end++;
        return end - at + 3;
    }

    void Token()
    {
        var start = at;
        var c = text[at];
        if (IsSpace(c))
            Add(TokenKind.Space, start, IsSpace);
        else if (c == '"')
            tokens.Add(new(TokenKind.String, TemplateLiteral.Quoted(text, ref at), start));
        else if (c == '`')
            tokens.Add(new(TokenKind.String, TemplateLiteral.Raw(text, ref at), start));
        else if (c == '\'')
            tokens.Add(new(TokenKind.Character, TemplateLiteral.Character(text, ref at), start));
        else if (char.IsAsciiDigit(c) || (c is '+' or '-' or '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            Add(TokenKind.Number, start, IsPartOfNumber);
        else if (c is '$' or '.')
            Add(c == '$' ? TokenKind.Variable : TokenKind.Field, start, IsPartOfName);
        else if (IsPartOfName(c))
            Add(TokenKind.Word, start, IsPartOfName);
        else if (string.CompareOrdinal(text, at, ":=", 0, 2) == 0)
            AddSign(2);
        else if (c is '|' or '(' or ')' or ',' or '=')
            AddSign(1);
        else
            throw new TemplateException(at, $"unexpected {Shown(c)} in an action");
    }

    void AddSign(int length)
    {
        tokens.Add(new(TokenKind.Sign, text.Substring(at, length), at));
        at += length;
    }

    void Add(TokenKind kind, int start, Predicate<char> isPart)
    {
        at++;
        while (at < text.Length && (isPart(text[at]) || (kind == TokenKind.Number && IsSignOfExponent(start))) && !(kind == TokenKind.Space && ClosesTrimming()))
            at++;
        tokens.Add(new(kind, text[start..at], start));
    }

    bool IsSignOfExponent(int start) => text[at] is '+' or '-' && text[at - 1] is 'e' or 'E' && string.CompareOrdinal(text, start, "0x", 0, 2) != 0;

    static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';

    static bool IsPartOfName(char c) => c == '_' || char.IsLetterOrDigit(c);

    static bool IsPartOfNumber(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '_';

    static string Shown(char c) => char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : $"\"{c}\"";
}
