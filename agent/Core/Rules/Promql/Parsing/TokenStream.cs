namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>The tokens of an expression, with the two next ones in sight.</summary>
sealed class TokenStream(string text)
{
    readonly Lexer lexer = new(text);
    Token? current;
    Token? following;

    internal Token Current => current ??= lexer.Next();

    internal Token Following
    {
        get
        {
            _ = Current;
            return following ??= lexer.Next();
        }
    }

    /// <summary>Where the last token that was taken ends.</summary>
    internal int LastEnd { get; private set; }

    internal Token Take()
    {
        var taken = Current;
        (current, following, LastEnd) = (following, null, taken.End);
        return taken;
    }

    internal bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        Take();
        return true;
    }

    internal bool TryTake(string keyword)
    {
        if (!Current.Is(keyword))
            return false;
        Take();
        return true;
    }

    internal Token Demand(TokenKind kind, string context = "", string expected = "") =>
        Current.Kind == kind ? Take() : throw Unexpected(context, expected);

    /// <summary>That the current token cannot be here, in Prometheus' words.</summary>
    internal PromqlException Unexpected(string context = "", string expected = "")
    {
        var place = context.Length > 0 ? $" in {context}" : "";
        var instead = expected.Length > 0 ? $", expected {expected}" : "";
        return new($"unexpected {Current.Described}{place}{instead}", Current.Start);
    }
}
