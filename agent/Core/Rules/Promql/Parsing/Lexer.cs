namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>Cuts an expression into tokens, one at a time, as far as the parser asks. Spaces and comments are none.</summary>
sealed class Lexer(string text)
{
    int parentheses;
    bool isInBraces;
    bool isInBrackets;

    /// <summary>Right after the bracket of a range, where only a duration can be.</summary>
    bool isAtRange;
    int at;
    int start;

    char Current => at < text.Length ? text[at] : '\0';

    bool IsAtEnd => at >= text.Length;

    /// <exception cref="PromqlException">No token begins like this.</exception>
    internal Token Next()
    {
        SkipSpaces();
        start = at;
        if (IsAtEnd)
            return AtEnd();

        var c = text[at];
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1])))
            return isInBraces ? throw Unexpected("unexpected character inside braces: ") : NumberOrDuration();
        if ((isAtRange && !"+-*/%^():]".Contains(c)) || (isInBrackets && (char.IsAsciiLetter(c) || c == '_')))
            throw Unexpected("unexpected character in duration expression: ");
        if (c is '"' or '\'' or '`')
            return String();
        if (char.IsAsciiLetter(c) || c == '_')
            return Word();
        at++;
        return isInBraces ? InBraces(c) : Sign(c);
    }

    Token AtEnd() =>
        isInBraces ? throw Error("unexpected end of input inside braces")
        : isAtRange ? throw Error("unexpected end of input in duration expression")
        : parentheses > 0 ? throw Error("unclosed left parenthesis")
        : isInBrackets ? throw Error("unclosed left bracket")
        : new(TokenKind.End, at, "");

    Token InBraces(char c)
    {
        switch (c)
        {
            case ',':
                return Cut(TokenKind.Comma);
            case '}':
                isInBraces = false;
                return Cut(TokenKind.RightBrace);
            case '=':
                return Cut(Accept('~') ? TokenKind.MatchesPattern : TokenKind.Assign);
            case '!' when Accept('='):
                return Cut(TokenKind.Operator);
            case '!' when Accept('~'):
                return Cut(TokenKind.DoesNotMatchPattern);
            case '!':
                throw Unexpected("unexpected character after '!' inside braces: ", at);
            case '{':
                throw Unexpected("unexpected left brace ");
            default:
                throw Unexpected("unexpected character inside braces: ");
        }
    }

    Token Sign(char c)
    {
        switch (c)
        {
            case ',':
                return Cut(TokenKind.Comma);
            case '@':
                return Cut(TokenKind.At);
            case '+' or '-' or '*' or '/' or '%' or '^':
                return Cut(TokenKind.Operator);
            case '=' when Current == '~':
                throw Unexpected("unexpected character after '=': ", at);
            case '=':
                return Cut(Accept('=') ? TokenKind.Operator : TokenKind.Assign);
            case '!':
                return Accept('=') ? Cut(TokenKind.Operator) : throw Unexpected("unexpected character after '!': ", at);
            case '<' or '>':
                Accept('=');
                return Cut(TokenKind.Operator);
            case ':':
                return isInBrackets ? Cut(TokenKind.Colon) : Word();
            default:
                return Bracket(c);
        }
    }

    Token Bracket(char c)
    {
        switch (c)
        {
            case '(':
                parentheses++;
                return Cut(TokenKind.LeftParen);
            case ')':
                return --parentheses < 0 ? throw new PromqlException("unexpected right parenthesis ')'", at) : Cut(TokenKind.RightParen);
            case '{':
                isInBraces = true;
                return Cut(TokenKind.LeftBrace);
            case '[' when !isInBrackets:
                (isInBrackets, isAtRange) = (true, true);
                return Cut(TokenKind.LeftBracket);
            case ']' when isInBrackets:
                (isInBrackets, isAtRange) = (false, false);
                return Cut(TokenKind.RightBracket);
            default:
                throw Unexpected(c switch { '[' => "unexpected left bracket ", ']' => "unexpected right bracket ", _ => "unexpected character: " });
        }
    }

    Token Word()
    {
        while (char.IsAsciiLetterOrDigit(Current) || Current == '_' || (Current == ':' && !isInBraces))
            at++;
        var word = text[start..at];
        return new(
            isInBraces ? TokenKind.Identifier
            : Keyword.Is(word) ? TokenKind.Keyword
            : Keyword.IsNumber(word) ? TokenKind.Number
            : word.Contains(':') ? TokenKind.MetricIdentifier
            : TokenKind.Identifier, start, word);
    }

    Token NumberOrDuration()
    {
        isAtRange = false;
        var number = LexerNumber.Number(text, at);
        if (number > at)
        {
            at = number;
            return Cut(TokenKind.Number);
        }

        var duration = LexerNumber.Duration(text, at);
        if (duration > at)
        {
            at = duration;
            return Cut(TokenKind.Duration);
        }

        while (char.IsAsciiLetterOrDigit(Current) || Current is '.' or '_')
            at++;
        throw Error($"bad number or duration syntax: {GoQuote.Text(text[start..at])}");
    }

    Token String()
    {
        at = LexerString.End(text, start);
        return Cut(TokenKind.String);
    }

    void SkipSpaces()
    {
        while (true)
        {
            while (Current is ' ' or '\t' or '\n' or '\r')
                at++;
            if (Current != '#' || isInBrackets)
                return;
            while (!IsAtEnd && Current is not ('\n' or '\r'))
                at++;
        }
    }

    bool Accept(char c)
    {
        if (Current != c || IsAtEnd)
            return false;
        at++;
        return true;
    }

    Token Cut(TokenKind kind) => new(kind, start, text[start..at]);

    PromqlException Unexpected(string what) => Unexpected(what, start);

    PromqlException Unexpected(string what, int where) => Error(what + (where < text.Length ? QuotedText.Character(text, where) : "end of input"));

    PromqlException Error(string message) => new(message, start);
}
