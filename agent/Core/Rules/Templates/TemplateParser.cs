using System.Globalization;

namespace MetricsAgent.Rules.Templates;

/// <summary>
/// Tokens to nodes. What Prometheus would only find out when an alert fires, and then write into the annotation instead of its text, is an error
/// here: a field that there is not, a function with the wrong number of arguments.
/// </summary>
sealed class TemplateParser(List<TemplateToken> tokens)
{
    const int MaxDepth = 100;

    static readonly string[] RootFields = ["Labels", "ExternalLabels", "ExternalURL", "Value"];

    readonly Dictionary<string, IReadOnlyList<TemplateNode>> defined = [];
    readonly List<CallNode> calls = [];
    readonly List<string> variables = ["$", "$labels", "$externalLabels", "$externalURL", "$value"];
    int next;
    int depth;
    int loops;

    /// <summary>Whether the dot is what a template begins with.</summary>
    bool atRoot = true;

    internal IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> Defined => defined;

    TemplateToken Current => tokens[next];

    internal IReadOnlyList<TemplateNode> Read()
    {
        var nodes = ReadNodes(out var end);
        if (end.Kind != TokenKind.End)
            throw new TemplateException(end.Position, $"unexpected {{{{{end.Text}}}}}");
        if (calls.Find(call => !defined.ContainsKey(call.Name)) is { } call)
            throw new TemplateException(call.Position, $"template \"{call.Name}\" not defined");
        return nodes;
    }

    /// <summary>Up to an action that ends or divides what is read, or to the end.</summary>
    List<TemplateNode> ReadNodes(out TemplateToken end)
    {
        List<TemplateNode> nodes = [];
        while (true)
        {
            var token = Take();
            if (token.Kind == TokenKind.Text)
            {
                nodes.Add(new TextNode(token.Position, token.Text));
                continue;
            }

            end = token.Kind == TokenKind.End ? token : Peek();
            if (end.Kind == TokenKind.End || end is { Kind: TokenKind.Word, Text: "end" or "else" })
                return nodes;
            if (ReadAction(end) is { } node)
                nodes.Add(node);
        }
    }

    TemplateNode? ReadAction(TemplateToken first)
    {
        if (++depth > MaxDepth)
            throw new TemplateException(first.Position, "nested too deeply");
        var node = first.Kind == TokenKind.Word ? ReadKeyword(first) : null;
        if (node is null && first is not { Kind: TokenKind.Word, Text: "define" })
            node = new ActionNode(first.Position, ReadPipeline("command", close: true));
        depth--;
        return node;
    }

    TemplateNode? ReadKeyword(TemplateToken word)
    {
        switch (word.Text)
        {
            case "if" or "with" or "range":
                Skip();
                return ReadBlock(word);
            case "break" or "continue":
                Skip();
                if (loops == 0)
                    throw new TemplateException(word.Position, $"{{{{{word.Text}}}}} outside {{{{range}}}}");
                Demand(TokenKind.Close, "", word.Text);
                return new LeaveNode(word.Position, word.Text == "break");
            case "define":
                Skip();
                ReadDefinition(word);
                return null;
            case "template":
                Skip();
                return ReadCall(word);
            case "block":
                throw new TemplateException(word.Position, "\"block\" is not supported: write define and template");
            default:
                return null;
        }
    }

    TemplateNode ReadBlock(TemplateToken word)
    {
        var (known, root) = (variables.Count, atRoot);
        var pipeline = ReadPipeline(word.Text, close: true);
        atRoot &= word.Text == "if";
        loops += word.Text == "range" ? 1 : 0;
        var then = ReadNodes(out var end);
        loops -= word.Text == "range" ? 1 : 0;
        atRoot = root;
        IReadOnlyList<TemplateNode> otherwise = [];
        if (end.Kind == TokenKind.End)
            throw new TemplateException(word.Position, $"{{{{{word.Text}}}}} without {{{{end}}}}");
        Take(end.Text);
        if (end.Text == "else")
        {
            if (word.Text == "if" && Peek() is { Kind: TokenKind.Word, Text: "if" } again)
            {
                // The end of the inner one is the end of both.
                if (++depth > MaxDepth)
                    throw new TemplateException(again.Position, "nested too deeply");
                Skip();
                otherwise = [ReadBlock(again)];
                depth--;
                variables.RemoveRange(known, variables.Count - known);
                return Block(word, pipeline, then, otherwise);
            }

            Demand(TokenKind.Close, "", "else");
            otherwise = ReadNodes(out end);
            if (end.Kind == TokenKind.End)
                throw new TemplateException(word.Position, $"{{{{{word.Text}}}}} without {{{{end}}}}");
            if (end.Text == "else")
                throw new TemplateException(end.Position, "expected end; found {{else}}");
            Take("end");
        }

        Demand(TokenKind.Close, "", "end");
        variables.RemoveRange(known, variables.Count - known);
        return Block(word, pipeline, then, otherwise);
    }

    static TemplateNode Block(TemplateToken word, Pipeline pipeline, IReadOnlyList<TemplateNode> then, IReadOnlyList<TemplateNode> otherwise) => word.Text switch
    {
        "if" => new IfNode(word.Position, pipeline, then, otherwise),
        "with" => new WithNode(word.Position, pipeline, then, otherwise),
        _ => new RangeNode(word.Position, pipeline, then, otherwise),
    };

    void ReadDefinition(TemplateToken word)
    {
        if (depth > 1)
            throw new TemplateException(word.Position, "unexpected {{define}}");
        var name = Demand(TokenKind.String, "", "define").Text;
        Demand(TokenKind.Close, "", "define");
        List<string> outer = [.. variables];
        variables.Clear();
        variables.Add("$");
        atRoot = false;
        var nodes = ReadNodes(out var end);
        atRoot = true;
        if (!end.Is(TokenKind.Word, "end"))
            throw new TemplateException(word.Position, "{{define}} without {{end}}");
        Take("end");
        Demand(TokenKind.Close, "", "end");
        variables.Clear();
        variables.AddRange(outer);
        if (!defined.TryAdd(name, nodes))
            throw new TemplateException(word.Position, $"multiple definition of template \"{name}\"");
    }

    CallNode ReadCall(TemplateToken word)
    {
        var name = Demand(TokenKind.String, "", "template").Text;
        var pipeline = Peek().Kind == TokenKind.Close ? null : ReadPipeline("template", close: false);
        Demand(TokenKind.Close, "", "template");
        var call = new CallNode(word.Position, name, pipeline);
        calls.Add(call);
        return call;
    }

    Pipeline ReadPipeline(string context, bool close)
    {
        var start = Peek();
        List<string> declared = [];
        var isAssignment = false;
        if (start.Kind == TokenKind.Variable && IsDeclaration(context))
            isAssignment = ReadDeclaration(declared, context);
        List<Command> commands = [];
        do
            commands.Add(ReadCommand(context, commands.Count));
        while (SkipSign("|"));
        if (close)
            Demand(TokenKind.Close, "", context);
        if (!isAssignment)
            variables.AddRange(declared);
        return new(start.Position, declared, isAssignment, commands);
    }

    /// <summary>A variable that is followed by a sign of declaration, or by a comma in a range.</summary>
    bool IsDeclaration(string context)
    {
        var after = next + 1;
        if (tokens[after].Kind == TokenKind.Space)
            after++;
        return tokens[after] is { Kind: TokenKind.Sign, Text: ":=" or "=" } || (context == "range" && tokens[after].Is(TokenKind.Sign, ","));
    }

    bool ReadDeclaration(List<string> declared, string context)
    {
        declared.Add(Take().Text);
        if (SkipSign(","))
            declared.Add(Demand(TokenKind.Variable, "", context).Text);
        var sign = Peek();
        if (sign is not { Kind: TokenKind.Sign, Text: ":=" or "=" })
            throw new TemplateException(sign.Position, $"unexpected {sign.Name} in {context}");
        Skip();
        if (sign.Text == "=")
        {
            foreach (var name in declared)
                CheckVariable(sign.Position, name);
        }

        return sign.Text == "=";
    }

    Command ReadCommand(string context, int stage)
    {
        var start = Peek();
        List<Operand> operands = [];
        while (true)
        {
            var token = Peek();
            if (token is { Kind: TokenKind.Close or TokenKind.End } or { Kind: TokenKind.Sign, Text: "|" or ")" })
                break;
            operands.Add(ReadOperand(token, context));
            if (Current.Kind is not (TokenKind.Space or TokenKind.Close or TokenKind.End) && !(Current is { Kind: TokenKind.Sign, Text: "|" or ")" }))
                throw new TemplateException(Current.Position, $"unexpected {Current.Name} in operand");
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
        Skip();
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
        while (Current.Kind == TokenKind.Field && Current.Text.Length > 1)
        {
            if (operand is LiteralOperand)
                throw new TemplateException(Current.Position, $"unexpected {Current.Name}: a constant has no fields");
            fields.Add(tokens[next++].Text[1..]);
        }

        operand = operand with { Fields = fields };
        CheckFields(operand);
        return operand;
    }

    void CheckFields(Operand operand)
    {
        var isRoot = operand is VariableOperand { Name: "$" } || (operand is DotOperand && atRoot);
        if (isRoot && variables.Contains("$labels") && operand.Fields is [var first, ..] && !RootFields.Contains(first))
            throw new TemplateException(operand.Position, $"there is no field \"{first}\": known are {string.Join(", ", RootFields)}");
        var levels = operand is VariableOperand { Name: "$value" or "$externalURL" } ? 0
            : operand is VariableOperand { Name: "$labels" or "$externalLabels" } ? 1
            : isRoot && operand.Fields is ["Labels" or "ExternalLabels", ..] ? 2
            : isRoot && operand.Fields.Count > 0 ? 1
            : int.MaxValue;
        if (operand.Fields.Count > levels)
            throw new TemplateException(operand.Position, $"there is no field \"{operand.Fields[levels]}\": a {(levels == 0 ? "number or text" : "label's value")} has none");
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
        CheckVariable(token.Position, token.Text);
        return new(token.Position, token.Text);
    }

    PipelineOperand Parenthesis(TemplateToken open)
    {
        if (++depth > MaxDepth)
            throw new TemplateException(open.Position, "nested too deeply");
        var pipeline = ReadPipeline("parenthesized pipeline", close: false);
        if (!SkipSign(")"))
            throw new TemplateException(Peek().Position, "unclosed left paren");
        depth--;
        return new(open.Position, pipeline);
    }

    void CheckVariable(int position, string name)
    {
        if (!variables.Contains(name))
            throw new TemplateException(position, $"undefined variable \"{name}\"");
    }

    /// <summary>The next token that is no space.</summary>
    TemplateToken Peek()
    {
        while (Current.Kind == TokenKind.Space)
            next++;
        return Current;
    }

    TemplateToken Take()
    {
        var token = Peek();
        Skip();
        return token;
    }

    void Take(string word) => Demand(TokenKind.Word, word, word);

    void Skip() => next = Math.Min(next + 1, tokens.Count - 1);

    bool SkipSign(string sign)
    {
        if (!Peek().Is(TokenKind.Sign, sign))
            return false;
        Skip();
        return true;
    }

    TemplateToken Demand(TokenKind kind, string text, string context)
    {
        var token = Take();
        return token.Kind == kind && (text.Length == 0 || token.Text == text) ? token
            : throw new TemplateException(token.Position, $"unexpected {token.Name} in {context}");
    }
}
