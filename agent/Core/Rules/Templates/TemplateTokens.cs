namespace MetricsAgent.Rules.Templates;

/// <summary>Tokens that are read one after the other.</summary>
sealed class TemplateTokens(List<TemplateToken> tokens)
{
    int next;

    /// <summary>The next one, a space among them.</summary>
    internal TemplateToken Current => tokens[next];

    /// <summary>The next token that is no space.</summary>
    internal TemplateToken Peek()
    {
        while (Current.Kind == TokenKind.Space)
            next++;
        return Current;
    }

    /// <summary>The token behind the next one; spaces between them are none.</summary>
    internal TemplateToken PeekSecond()
    {
        var second = next + 1;
        if (tokens[second].Kind == TokenKind.Space)
            second++;
        return tokens[second];
    }

    internal TemplateToken Take()
    {
        var token = Peek();
        Skip();
        return token;
    }

    internal void Skip() => next = Math.Min(next + 1, tokens.Count - 1);

    internal bool SkipSign(string sign)
    {
        if (!Peek().Is(TokenKind.Sign, sign))
            return false;
        Skip();
        return true;
    }

    /// <exception cref="TemplateException">It is another one.</exception>
    internal TemplateToken Demand(TokenKind kind, string context, string text = "")
    {
        var token = Take();
        return token.Kind == kind && (text.Length == 0 || token.Text == text) ? token
            : throw new TemplateException(token.Position, $"unexpected {token.Name} in {context}");
    }
}
