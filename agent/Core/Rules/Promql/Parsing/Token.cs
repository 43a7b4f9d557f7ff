namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>What a word or a sign of an expression is.</summary>
enum TokenKind
{
    End,
    Identifier,

    /// <summary>With a colon in it.</summary>
    MetricIdentifier,

    /// <summary>A word with a meaning where its place gives it one: an operator, an aggregation, a modifier.</summary>
    Keyword,
    Number,
    Duration,
    String,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    At,
    Assign,
    MatchesPattern,
    DoesNotMatchPattern,

    /// <summary>An operator of signs: <c>+</c>, <c>==</c>.</summary>
    Operator,
}

/// <summary>A word or a sign of an expression.</summary>
readonly record struct Token(TokenKind Kind, int Start, string Text)
{
    internal int End => Start + Text.Length;

    /// <summary>As Prometheus' errors name it.</summary>
    internal string Described => Kind switch
    {
        TokenKind.End => "end of input",
        TokenKind.Identifier => $"identifier {GoQuote.Text(Text)}",
        TokenKind.MetricIdentifier => $"metric identifier {GoQuote.Text(Text)}",
        TokenKind.Number => $"number {Shortened}",
        TokenKind.Duration => $"duration {Shortened}",
        TokenKind.String => $"string {Shortened}",
        TokenKind.Operator => $"<op:{Text}>",
        TokenKind.Keyword when Keyword.Aggregations.ContainsKey(Text) => $"<aggr:{Text}>",
        TokenKind.Keyword when Is("and") || Is("or") || Is("unless") || Is("atan2") => $"<op:{Text}>",
        TokenKind.Keyword => $"<{Text}>",
        _ => GoQuote.Text(Text),
    };

    string Shortened => Text.Length > 10 ? $"{GoQuote.Text(Text[..10])}..." : GoQuote.Text(Text);

    internal bool Is(string keyword) => Kind == TokenKind.Keyword && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
