namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary><c>on</c> or <c>ignoring</c>, and <c>group_left</c> or <c>group_right</c>, after an operator; and lists of labels.</summary>
static class MatchingParser
{
    const string Context = "grouping opts";

    internal static VectorMatching Parse(TokenStream tokens)
    {
        var on = tokens.TryTake("on");
        if (!on && !tokens.TryTake("ignoring"))
            return VectorMatching.Default;

        var labels = ParseLabels(tokens);
        var cardinality = tokens.TryTake("group_left") ? Cardinality.ManyToOne
            : tokens.TryTake("group_right") ? Cardinality.OneToMany
            : Cardinality.OneToOne;
        var hasList = cardinality != Cardinality.OneToOne && tokens.Current.Kind == TokenKind.LeftParen;
        return new(cardinality, on, labels, hasList ? ParseLabels(tokens) : []);
    }

    /// <summary>Names of labels in parentheses.</summary>
    internal static List<string> ParseLabels(TokenStream tokens)
    {
        List<string> labels = [];
        tokens.Demand(TokenKind.LeftParen, Context, "\"(\"");
        while (!tokens.TryTake(TokenKind.RightParen))
        {
            labels.Add(ParseLabel(tokens));
            if (!tokens.TryTake(TokenKind.Comma) && tokens.Current.Kind != TokenKind.RightParen)
                throw tokens.Unexpected(Context, "\",\" or \")\"");
        }

        return labels;
    }

    static string ParseLabel(TokenStream tokens)
    {
        var token = tokens.Current;
        if (token.Kind != TokenKind.String && !Keyword.MayNameLabel(token))
            throw tokens.Unexpected(Context, "label");
        tokens.Take();
        var name = token.Kind == TokenKind.String ? QuotedText.Unquote(token.Text) : token.Text;
        return name.Length > 0 ? name : throw new PromqlException("invalid label name for grouping: \"\"", token.Start);
    }
}
