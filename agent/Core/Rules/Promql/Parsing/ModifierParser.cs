using System.Globalization;

namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>What may follow an expression: a range, a subquery's range and step, an offset, an @.</summary>
static class ModifierParser
{
    const string NotASelector = "modifier must be preceded by an instant vector selector or range vector selector or a subquery";

    /// <summary>Milliseconds that a long still holds.</summary>
    const double Farthest = 9e18;

    /// <summary>The range or subquery that begins with the current bracket.</summary>
    internal static Expression ParseBrackets(TokenStream tokens, Expression inner)
    {
        var bracket = tokens.Take();
        var range = ParseRange(tokens, "subquery selector");
        if (tokens.TryTake(TokenKind.RightBracket))
        {
            var selector = inner as VectorSelector ?? throw new PromqlException("ranges only allowed for vector selectors", bracket.Start);
            if (selector.Time != default)
                throw new PromqlException($"no {(selector.Time.Offset != default ? "offset" : "@")} modifiers allowed before range", bracket.Start);
            return new MatrixSelector(selector, range) { Start = inner.Start, End = tokens.LastEnd };
        }

        tokens.Demand(TokenKind.Colon, "subquery or range", "\":\" or \"]\"");
        TimeSpan? step = tokens.Current.Kind == TokenKind.RightBracket ? null : ParseRange(tokens, "subquery selector", " or \"]\"");
        tokens.Demand(TokenKind.RightBracket, "subquery selector", "\"]\"");
        return new Subquery(inner, range, step) { Start = inner.Start, End = tokens.LastEnd };
    }

    internal static void ParseOffset(TokenStream tokens, Expression inner)
    {
        tokens.Take();
        var offset = PromqlDuration.FromSeconds(ParseSeconds(tokens, "offset", "number or duration"));
        var time = TimeOf(inner) ?? throw new PromqlException($"offset {NotASelector}", inner.Start);
        if (time.Offset != default)
            throw new PromqlException("offset may not be set multiple times", inner.Start);
        SetTime(inner, time with { Offset = offset }, tokens.LastEnd);
    }

    internal static void ParseAt(TokenStream tokens, Expression inner)
    {
        tokens.Take();
        var edge = tokens.Current.Is("start") ? QueryEdge.Start : tokens.Current.Is("end") ? QueryEdge.End : QueryEdge.None;
        long? at = null;
        if (edge != QueryEdge.None)
        {
            tokens.Take();
            tokens.Demand(TokenKind.LeftParen, "@", "timestamp");
            tokens.Demand(TokenKind.RightParen, "@", "timestamp");
        }
        else
        {
            at = ParseTime(tokens, inner);
        }

        var time = TimeOf(inner) ?? throw new PromqlException($"@ {NotASelector}", inner.Start);
        if (time.IsFixed)
            throw new PromqlException("@ <timestamp> may not be set multiple times", inner.Start);
        SetTime(inner, time with { At = at, Edge = edge }, tokens.LastEnd);
    }

    static long ParseTime(TokenStream tokens, Expression inner)
    {
        var isNegative = tokens.Current is { Kind: TokenKind.Operator, Text: "-" };
        if (isNegative || tokens.Current is { Kind: TokenKind.Operator, Text: "+" })
            tokens.Take();
        if (tokens.Current.Kind is not (TokenKind.Number or TokenKind.Duration))
            throw tokens.Unexpected("@", "timestamp");
        var seconds = Literal(tokens.Take()).Value * (isNegative ? -1 : 1);
        return Math.Abs(seconds) < long.MaxValue ? (long)Math.Clamp(Math.Round(seconds * 1000, MidpointRounding.AwayFromZero), -Farthest, Farthest)
            : throw new PromqlException(string.Create(CultureInfo.InvariantCulture, $"timestamp out of bounds for @ modifier: {Fixed(seconds)}"), inner.Start);
    }

    static TimeSpan ParseRange(TokenStream tokens, string context, string otherwise = "")
    {
        var start = tokens.Current.Start;
        var seconds = ParseSeconds(tokens, context, "number or duration" + otherwise);
        if (tokens.Current is { Kind: TokenKind.Operator })
            throw new PromqlException("experimental duration expression is not enabled", start);
        return seconds > 0 ? PromqlDuration.FromSeconds(seconds) : throw new PromqlException("duration must be greater than 0", start);
    }

    static double ParseSeconds(TokenStream tokens, string context, string expected)
    {
        var isNegative = false;
        for (; tokens.Current is { Kind: TokenKind.Operator, Text: "-" or "+" }; tokens.Take())
            isNegative ^= tokens.Current.Text == "-";
        if (tokens.Current.Kind == TokenKind.LeftParen)
            throw new PromqlException("experimental duration expression is not enabled", tokens.Following.Start);
        if (tokens.Current.Kind is not (TokenKind.Number or TokenKind.Duration))
            throw tokens.Unexpected(context, expected);
        var literal = Literal(tokens.Take());
        return Math.Abs(literal.Value) <= PromqlDuration.MostSeconds ? (isNegative ? -literal.Value : literal.Value)
            : throw new PromqlException("duration out of range", literal.Start);
    }

    /// <summary>The value of a number or a duration.</summary>
    internal static NumberLiteral Literal(Token token)
    {
        if (token.Kind == TokenKind.Duration)
        {
            return PromqlDuration.TryParse(token.Text, out var duration) ? new(duration.TotalSeconds, isDuration: true) { Start = token.Start, End = token.End }
                : throw new PromqlException(PromqlDuration.Fault(token.Text), token.Start);
        }

        return NumberText.TryParse(token.Text, out var value) ? new(value) { Start = token.Start, End = token.End }
            : throw new PromqlException($"error parsing number: {GoQuote.Text(token.Text)}", token.Start);
    }

    static TimeModifier? TimeOf(Expression expression) => expression switch
    {
        VectorSelector selector => selector.Time,
        MatrixSelector matrix => matrix.Selector.Time,
        Subquery subquery => subquery.Time,
        _ => null,
    };

    static void SetTime(Expression expression, TimeModifier time, int end)
    {
        expression.End = end;
        switch (expression)
        {
            case VectorSelector selector:
                selector.Time = time;
                break;
            case MatrixSelector matrix:
                matrix.Selector.Time = time;
                break;
            case Subquery subquery:
                subquery.Time = time;
                break;
        }
    }

    static string Fixed(double seconds) => double.IsFinite(seconds) ? seconds.ToString("F6", CultureInfo.InvariantCulture) : PromqlNumber.Format(seconds);
}
