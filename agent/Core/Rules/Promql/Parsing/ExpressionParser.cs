namespace MetricsAgent.Rules.Promql.Parsing;

/// <summary>Builds the tree of an expression, by the precedence that Prometheus' grammar gives its operators.</summary>
sealed class ExpressionParser(string text)
{
    /// <summary>Bounds the stack of everything that walks a tree. Nobody writes a rule like that.</summary>
    const int DeepestNesting = 250;

    const int Lowest = 0;
    const int OfMultiplication = 4;
    const int OfPower = 5;

    readonly TokenStream tokens = new(text);
    readonly TypeCheck types = new(text);
    int depth;

    internal Expression ParseAll()
    {
        if (tokens.Current.Kind == TokenKind.End)
            throw new PromqlException("no expression found in input", 0);
        var expression = Parse();
        if (tokens.Current.Kind != TokenKind.End)
            throw tokens.Unexpected();
        types.ThrowIfWrong();
        return expression;
    }

    internal Expression Parse() => ParseBinary(Lowest);

    Expression ParseBinary(int lowest)
    {
        Enter();
        var left = ParseUnary();
        var chained = 0;
        while (OperatorOf(tokens.Current) is { } op && Precedence(op) >= lowest)
        {
            // Every further operator of a chain puts the ones before it a level deeper.
            Enter();
            chained++;
            left = ParseRight(op, left);
        }

        depth -= chained + 1;
        return left;
    }

    BinaryExpression ParseRight(BinaryOperator op, Expression left)
    {
        tokens.Take();
        var returnsBool = tokens.TryTake("bool");
        var matching = MatchingParser.Parse(tokens);
        var right = ParseBinary(op == BinaryOperator.Power ? OfPower : Precedence(op) + 1);
        return types.Binary(op, left, right, matching, returnsBool);
    }

    /// <summary>A sign binds as multiplication does: <c>-2^2</c> is -4.</summary>
    Expression ParseUnary()
    {
        if (tokens.Current is not { Kind: TokenKind.Operator, Text: "-" or "+" })
            return ParsePostfix();
        var sign = tokens.Take();
        var inner = ParseBinary(OfMultiplication + 1);
        if (inner is NumberLiteral number)
            return new NumberLiteral(sign.Text == "-" ? -number.Value : number.Value, number.IsDuration) { Start = sign.Start, End = number.End };
        return types.Unary(new UnaryExpression(sign.Text == "-", inner) { Start = sign.Start, End = inner.End });
    }

    Expression ParsePostfix()
    {
        var expression = ParsePrimary();
        var nested = 0;
        while (true)
        {
            if (tokens.Current.Kind == TokenKind.LeftBracket)
            {
                Enter();
                nested++;
                expression = types.Brackets(ModifierParser.ParseBrackets(tokens, expression));
            }
            else if (tokens.Current.Is("offset"))
            {
                ModifierParser.ParseOffset(tokens, expression);
            }
            else if (tokens.Current.Kind == TokenKind.At)
            {
                ModifierParser.ParseAt(tokens, expression);
            }
            else
            {
                depth -= nested;
                return expression;
            }
        }
    }

    Expression ParsePrimary()
    {
        var token = tokens.Current;
        switch (token.Kind)
        {
            case TokenKind.Number or TokenKind.Duration:
                return ModifierParser.Literal(tokens.Take());
            case TokenKind.String:
                tokens.Take();
                return new StringLiteral(QuotedText.Unquote(token.Text)) { Start = token.Start, End = token.End };
            case TokenKind.LeftParen:
                tokens.Take();
                var inner = Parse();
                tokens.Demand(TokenKind.RightParen);
                return new Parenthesized(inner) { Start = token.Start, End = tokens.LastEnd };
            case TokenKind.LeftBrace:
                return types.Selector(SelectorParser.Parse(tokens));
            case TokenKind.Keyword when CallParser.IsAggregation(tokens):
                return CallParser.ParseAggregation(tokens, this, types);
            case TokenKind.Identifier when tokens.Following.Kind == TokenKind.LeftParen:
                return CallParser.ParseFunction(tokens, this, types);
            default:
                return Keyword.MayNameMetric(token) ? types.Selector(SelectorParser.Parse(tokens)) : throw tokens.Unexpected();
        }
    }

    void Enter()
    {
        if (++depth > DeepestNesting)
            throw new PromqlException($"the expression is nested more than {DeepestNesting} levels deep", tokens.Current.Start);
    }

    static BinaryOperator? OperatorOf(Token token) => token.Kind switch
    {
        TokenKind.Operator => token.Text switch
        {
            "+" => BinaryOperator.Add,
            "-" => BinaryOperator.Subtract,
            "*" => BinaryOperator.Multiply,
            "/" => BinaryOperator.Divide,
            "%" => BinaryOperator.Modulo,
            "^" => BinaryOperator.Power,
            "==" => BinaryOperator.Equal,
            "!=" => BinaryOperator.NotEqual,
            "<" => BinaryOperator.Less,
            "<=" => BinaryOperator.LessOrEqual,
            ">" => BinaryOperator.Greater,
            _ => BinaryOperator.GreaterOrEqual,
        },
        TokenKind.Keyword when token.Is("and") => BinaryOperator.And,
        TokenKind.Keyword when token.Is("or") => BinaryOperator.Or,
        TokenKind.Keyword when token.Is("unless") => BinaryOperator.Unless,
        TokenKind.Keyword when token.Is("atan2") => BinaryOperator.Atan2,
        _ => null,
    };

    static int Precedence(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => Lowest,
        BinaryOperator.And or BinaryOperator.Unless => 1,
        _ when op.IsComparison() => 2,
        BinaryOperator.Add or BinaryOperator.Subtract => 3,
        BinaryOperator.Power => OfPower,
        _ => OfMultiplication,
    };
}
