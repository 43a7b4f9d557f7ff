namespace MetricsAgent.Rules.Templates;

/// <summary>Tokens to nodes.</summary>
sealed class TemplateParser(List<TemplateToken> list, TemplateScope scope)
{
    const int MaxDepth = 100;

    readonly TemplateTokens tokens = new(list);
    readonly Dictionary<string, IReadOnlyList<TemplateNode>> defined = [];
    readonly List<CallNode> calls = [];
    int depth;
    int loops;

    internal IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> Defined => defined;

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
            var token = tokens.Take();
            if (token.Kind == TokenKind.Text)
            {
                nodes.Add(new TextNode(token.Position, token.Text));
                continue;
            }

            end = token.Kind == TokenKind.End ? token : tokens.Peek();
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
            node = new ActionNode(first.Position, new PipelineParser(tokens, scope).Read("command", close: true));
        depth--;
        return node;
    }

    TemplateNode? ReadKeyword(TemplateToken word)
    {
        switch (word.Text)
        {
            case "if" or "with" or "range":
                tokens.Skip();
                return ReadBlock(word);
            case "break" or "continue":
                tokens.Skip();
                if (loops == 0)
                    throw new TemplateException(word.Position, $"{{{{{word.Text}}}}} outside {{{{range}}}}");
                tokens.Demand(TokenKind.Close, word.Text);
                return new LeaveNode(word.Position, word.Text == "break");
            case "define":
                tokens.Skip();
                ReadDefinition(word);
                return null;
            case "template":
                tokens.Skip();
                return ReadCall(word);
            case "block":
                throw new TemplateException(word.Position, "\"block\" is not supported: write define and template");
            default:
                return null;
        }
    }

    TemplateNode ReadBlock(TemplateToken word)
    {
        var (known, root) = (scope.Count, scope.AtRoot);
        var pipeline = new PipelineParser(tokens, scope).Read(word.Text, close: true);
        scope.AtRoot &= word.Text == "if";
        loops += word.Text == "range" ? 1 : 0;
        var then = ReadNodes(out var end);
        loops -= word.Text == "range" ? 1 : 0;
        scope.AtRoot = root;
        IReadOnlyList<TemplateNode> otherwise = [];
        if (end.Kind == TokenKind.End)
            throw new TemplateException(word.Position, $"{{{{{word.Text}}}}} without {{{{end}}}}");
        tokens.Demand(TokenKind.Word, end.Text, end.Text);
        if (end.Text == "else")
        {
            if (word.Text == "if" && tokens.Peek() is { Kind: TokenKind.Word, Text: "if" } again)
            {
                // The end of the inner one is the end of both.
                if (++depth > MaxDepth)
                    throw new TemplateException(again.Position, "nested too deeply");
                tokens.Skip();
                otherwise = [ReadBlock(again)];
                depth--;
                scope.Forget(known);
                return Block(word, pipeline, then, otherwise);
            }

            tokens.Demand(TokenKind.Close, "else");
            otherwise = ReadNodes(out end);
            if (end.Kind == TokenKind.End)
                throw new TemplateException(word.Position, $"{{{{{word.Text}}}}} without {{{{end}}}}");
            if (end.Text == "else")
                throw new TemplateException(end.Position, "expected end; found {{else}}");
            tokens.Demand(TokenKind.Word, "end", "end");
        }

        tokens.Demand(TokenKind.Close, "end");
        scope.Forget(known);
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
        var name = tokens.Demand(TokenKind.String, "define").Text;
        tokens.Demand(TokenKind.Close, "define");
        var outer = scope;
        scope = TemplateScope.Inner();
        var nodes = ReadNodes(out var end);
        if (!end.Is(TokenKind.Word, "end"))
            throw new TemplateException(word.Position, "{{define}} without {{end}}");
        tokens.Demand(TokenKind.Word, "end", "end");
        tokens.Demand(TokenKind.Close, "end");
        scope = outer;
        if (!defined.TryAdd(name, nodes))
            throw new TemplateException(word.Position, $"multiple definition of template \"{name}\"");
    }

    CallNode ReadCall(TemplateToken word)
    {
        var name = tokens.Demand(TokenKind.String, "template").Text;
        var pipeline = tokens.Peek().Kind == TokenKind.Close ? null : new PipelineParser(tokens, scope).Read("template", close: false);
        tokens.Demand(TokenKind.Close, "template");
        var call = new CallNode(word.Position, name, pipeline);
        calls.Add(call);
        return call;
    }
}
