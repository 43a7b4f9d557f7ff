using System.Globalization;

namespace MetricsAgent.Rules.Templates;

/// <summary>
/// What stands in an action. What Prometheus would only find out when an alert fires, and then write into the annotation instead of its text, is
/// an error here: a field that there is not, a function with the wrong number of arguments.
/// </summary>
sealed class PipelineParser(TemplateTokens tokens, TemplateScope scope)
{
    const int MaxDepth = 100;

    int depth;

    /// <param name="close">It is all of an action.</param>
    internal Pipeline Read(string context, bool close)
    {
        var start = tokens.Peek();
        List<string> declared = [];
        var isAssignment = false;
        if (start.Kind == TokenKind.Variable && IsDeclaration(context))
            isAssignment = ReadDeclaration(declared, context);
        List<Command> commands = [];
        do
            commands.Add(ReadCommand(context, commands.Count));
        while (tokens.SkipSign("|"));
        if (close)
            tokens.Demand(TokenKind.Close, context);
        if (!isAssignment)
            scope.Declare(declared);
        return new(start.Position, declared, isAssignment, commands);
    }

    /// <summary>A variable that is followed by a sign of declaration, or by a comma in a range.</summary>
    bool IsDeclaration(string context) =>
        tokens.PeekSecond() is { Kind: TokenKind.Sign, Text: ":=" or "=" } || (context == "range" && tokens.PeekSecond().Is(TokenKind.Sign, ","));

    bool ReadDeclaration(List<string> declared, string context)
    {
        declared.Add(tokens.Take().Text);
        if (tokens.SkipSign(","))
            declared.Add(tokens.Demand(TokenKind.Variable, context).Text);
        var sign = tokens.Peek();
        if (sign is not { Kind: TokenKind.Sign, Text: ":=" or "=" })
            throw new TemplateException(sign.Position, $"unexpected {sign.Name} in {context}");
        tokens.Skip();
        if (sign.Text == "=")
        {
            foreach (var name in declared)
                scope.CheckVariable(sign.Position, name);
        }

        return sign.Text == "=";
    }

    Command ReadCommand(string context, int stage)
    {
        var start = tokens.Peek();
        List<Operand> operands = [];
        while (true)
        {
            var token = tokens.Peek();
            if (token is { Kind: TokenKind.Close or TokenKind.End } or { Kind: TokenKind.Sign, Text: "|" or ")" })
                break;
            operands.Add(ReadOperand(token, context));
            if (tokens.Current.Kind is not (TokenKind.Space or TokenKind.Close or TokenKind.End) && !(tokens.Current is { Kind: TokenKind.Sign, Text: "|" or ")" }))
                throw new TemplateException(tokens.Current.Position, $"unexpected {tokens.Current.Name} in operand");
        }

        if (operands.Count == 0)
            throw new TemplateException(start.Position, stage == 0 ? $"missing value for {context}" : $"missing value for {context}: nothing stands behind the |");
        CheckCommand(operands, stage);
        return new(start.Position, operands);
    }

    /// <summary>Only the first operand is called, and only a function can be.</summary>
    static void CheckCommand(List<Operand> operands, int stage)
    {
        for (var i = 0; i < operands.Count; i++)
        {
            if (operands[i] is FunctionOperand { Name: var name, Position: var position })
                TemplateFunctions.CheckCount(position, name, i > 0 ? 0 : operands.Count - 1 + (stage > 0 ? 1 : 0));
        }

        if (operands[0] is LiteralOperand { Value: null })
            throw new TemplateException(operands[0].Position, "nil is not a command");
        if (operands[0] is not FunctionOperand && stage > 0)
            throw new TemplateException(operands[0].Position, string.Create(CultureInfo.InvariantCulture, $"non executable command in pipeline stage {stage + 1}"));
        if (operands[0] is not FunctionOperand && operands.Count > 1)
            throw new TemplateException(operands[1].Position, "can't give argument to non-function");
    }

    Operand ReadOperand(TemplateToken token, string context)
    {
        tokens.Skip();
        var operand = token.Kind switch
        {
            TokenKind.Word => Word(token),
            TokenKind.Variable => Variable(token),
            TokenKind.Field => new DotOperand(token.Position) { Fields = token.Text == "." ? [] : [token.Text[1..]] },
            TokenKind.String => new LiteralOperand(token.Position, token.Text),
            TokenKind.Character => new LiteralOperand(token.Position, long.Parse(token.Text, CultureInfo.InvariantCulture)),
            TokenKind.Number => new LiteralOperand(token.Position, TemplateNumber.Read(token)),
            TokenKind.Sign when token.Text == "(" => Parenthesis(token),
            _ => throw new TemplateException(token.Position, $"unexpected {token.Name} in {context}"),
        };
        List<string> fields = [.. operand.Fields];
        while (tokens.Current.Kind == TokenKind.Field && tokens.Current.Text.Length > 1)
        {
            if (operand is LiteralOperand)
                throw new TemplateException(tokens.Current.Position, $"unexpected {tokens.Current.Name}: a constant has no fields");
            fields.Add(tokens.Take().Text[1..]);
        }

        operand = operand with { Fields = fields };
        scope.CheckFields(operand);
        return operand;
    }

    static Operand Word(TemplateToken token) => token.Text switch
    {
        "true" => new LiteralOperand(token.Position, true),
        "false" => new LiteralOperand(token.Position, false),
        "nil" => new LiteralOperand(token.Position, null),
        _ when TemplateFunctions.Has(token.Text) => new FunctionOperand(token.Position, token.Text),
        _ => throw new TemplateException(token.Position, $"function \"{token.Text}\" not defined"),
    };

    VariableOperand Variable(TemplateToken token)
    {
        scope.CheckVariable(token.Position, token.Text);
        return new(token.Position, token.Text);
    }

    PipelineOperand Parenthesis(TemplateToken open)
    {
        if (++depth > MaxDepth)
            throw new TemplateException(open.Position, "nested too deeply");
        var pipeline = Read("parenthesized pipeline", close: false);
        if (!tokens.SkipSign(")"))
            throw new TemplateException(tokens.Peek().Position, "unclosed left paren");
        depth--;
        return new(open.Position, pipeline);
    }
}
