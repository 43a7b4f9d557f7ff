namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>Aggregations and functions with their arguments.</summary>
static class CallParser
{
    internal static bool IsAggregation(TokenStream tokens) =>
        Keyword.Aggregations.ContainsKey(tokens.Current.Text)
        && (tokens.Following.Kind == TokenKind.LeftParen || tokens.Following.Is("by") || tokens.Following.Is("without"));

    internal static Aggregation ParseAggregation(TokenStream tokens, ExpressionParser parser, TypeCheck types)
    {
        var word = tokens.Take();
        var op = Keyword.Aggregations[word.Text];
        var groups = ParseGroups(tokens);
        if (tokens.Current.Kind != TokenKind.LeftParen)
            throw tokens.Unexpected("aggregation");
        var arguments = ParseArguments(tokens, parser);
        groups ??= ParseGroups(tokens);

        if (arguments.Count == 0)
            throw new PromqlException("no arguments for aggregate expression provided", word.Start);
        if (op is AggregateOperator.Limitk or AggregateOperator.LimitRatio)
            throw new PromqlException($"{op.Text()}() is experimental and must be enabled with --enable-feature=promql-experimental-functions", word.Start);
        var expected = op.HasParameter() ? 2 : 1;
        if (arguments.Count != expected)
            throw new PromqlException($"wrong number of arguments for aggregate expression provided, expected {expected}, got {arguments.Count}", word.Start);
        var (labels, without) = groups ?? ([], false);
        return types.Aggregation(new Aggregation(op, arguments[^1], expected == 2 ? arguments[0] : null, labels, without)
        {
            Start = word.Start,
            End = tokens.LastEnd,
        });
    }

    internal static FunctionCall ParseFunction(TokenStream tokens, ExpressionParser parser, TypeCheck types)
    {
        var word = tokens.Take();
        var arguments = ParseArguments(tokens, parser);
        if (PromqlFunctions.Experimental.Contains(word.Text))
            throw new PromqlException($"function \"{word.Text}\" is not enabled", word.Start);
        if (PromqlFunctions.OfNativeHistograms.Contains(word.Text))
        {
            throw new PromqlException(
                $"function \"{word.Text}\" needs native histograms, which the agent does not keep; use histogram_quantile over the \"_bucket\" series, or \"_sum\" and \"_count\"",
                word.Start);
        }

        var function = PromqlFunctions.ByName.GetValueOrDefault(word.Text)
            ?? throw new PromqlException($"unknown function with name \"{word.Text}\"", word.Start);
        return types.Call(new FunctionCall(function, arguments) { Start = word.Start, End = tokens.LastEnd });
    }

    static (List<string> Labels, bool Without)? ParseGroups(TokenStream tokens)
    {
        var without = tokens.Current.Is("without");
        if (!without && !tokens.Current.Is("by"))
            return null;
        tokens.Take();
        return (MatchingParser.ParseLabels(tokens), without);
    }

    static List<Expression> ParseArguments(TokenStream tokens, ExpressionParser parser)
    {
        List<Expression> arguments = [];
        tokens.Demand(TokenKind.LeftParen);
        if (tokens.TryTake(TokenKind.RightParen))
            return arguments;
        while (true)
        {
            arguments.Add(parser.Parse());
            if (tokens.Current is not { Kind: TokenKind.Comma } comma)
                break;
            tokens.Take();
            if (tokens.Current.Kind == TokenKind.RightParen)
                throw new PromqlException("trailing commas not allowed in function call args", comma.Start);
        }

        tokens.Demand(TokenKind.RightParen);
        return arguments;
    }
}
