namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>A metric's name and the matchers in braces.</summary>
static class SelectorParser
{
    const string Context = "label matching";

    internal static VectorSelector Parse(TokenStream tokens)
    {
        var start = tokens.Current.Start;
        var name = tokens.Current.Kind == TokenKind.LeftBrace ? "" : tokens.Take().Text;
        List<LabelMatcher> matchers = [];
        if (tokens.TryTake(TokenKind.LeftBrace))
            ParseBraces(tokens, matchers);
        if (name.Length > 0)
            matchers.Add(new(Labels.MetricName, MatchKind.Equal, name));
        return new(name, matchers) { Start = start, End = tokens.LastEnd };
    }

    static void ParseBraces(TokenStream tokens, List<LabelMatcher> matchers)
    {
        while (!tokens.TryTake(TokenKind.RightBrace))
        {
            matchers.Add(ParseMatcher(tokens));
            if (!tokens.TryTake(TokenKind.Comma) && tokens.Current.Kind != TokenKind.RightBrace)
                throw tokens.Unexpected(Context, "\",\" or \"}\"");
        }
    }

    static LabelMatcher ParseMatcher(TokenStream tokens)
    {
        if (tokens.Current.Kind is not (TokenKind.Identifier or TokenKind.String))
            throw tokens.Unexpected(Context, "identifier or \"}\"");
        var label = tokens.Take();
        var name = label.Kind == TokenKind.String ? QuotedText.Unquote(label.Text) : label.Text;
        if (KindOf(tokens.Current) is not { } kind)
        {
            return label.Kind == TokenKind.String ? new(Labels.MetricName, MatchKind.Equal, name)
                : throw tokens.Unexpected(Context, "label matching operator");
        }

        tokens.Take();
        var value = QuotedText.Unquote(tokens.Demand(TokenKind.String, Context, "string").Text);
        try
        {
            return new(name, kind, value);
        }
        catch (ArgumentException e)
        {
            throw new PromqlException($"error parsing regexp: {e.Message}", label.Start);
        }
    }

    static MatchKind? KindOf(Token token) => token.Kind switch
    {
        TokenKind.Assign => MatchKind.Equal,
        TokenKind.Operator when token.Text == "!=" => MatchKind.NotEqual,
        TokenKind.MatchesPattern => MatchKind.Matches,
        TokenKind.DoesNotMatchPattern => MatchKind.DoesNotMatch,
        _ => null,
    };
}
