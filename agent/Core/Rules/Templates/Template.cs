using System.Text;

namespace MetricsAgent.Rules.Templates;

/// <summary>
/// The text of an annotation or a label of an alert with <c>{{ … }}</c> in it: the part of Go's text/template that rule files use, with the
/// functions of Prometheus. Read once, expanded often; pure.
/// </summary>
public sealed class Template
{
    readonly IReadOnlyList<TemplateNode> nodes;
    readonly IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> defined;

    Template(string text, IReadOnlyList<TemplateNode> nodes, IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> defined) =>
        (Text, this.nodes, this.defined) = (text, nodes, defined);

    public string Text { get; }

    /// <exception cref="TemplateException">It cannot be read.</exception>
    public static Template Parse(string text) => Parse(text, new());

    /// <summary>One that sees nothing but the data that it is given, and no alert's labels and value.</summary>
    /// <exception cref="TemplateException">It cannot be read.</exception>
    public static Template ParseForData(string text) => Parse(text, TemplateScope.Inner());

    /// <exception cref="TemplateException">It cannot be expanded with these labels and this value.</exception>
    public string Expand(TemplateContext context)
    {
        if (nodes is [])
            return "";
        if (nodes is [TextNode { Text: var text }])
            return text;
        var output = new StringBuilder();
        new TemplateExecution(context, defined, output).Run(nodes);
        return output.ToString();
    }

    /// <summary>Of <see cref="ParseForData"/>.</summary>
    /// <exception cref="TemplateException">It cannot be expanded with these data.</exception>
    public string Expand(TemplateData data, string externalUrl)
    {
        var output = new StringBuilder();
        var context = new TemplateContext(Labels.None, double.NaN, _ => throw new TemplateException(0, "query is for rules: nothing is evaluated for a message")) { ExternalUrl = externalUrl };
        new TemplateExecution(context, defined, output, data).Run(nodes);
        return output.ToString();
    }

    /// <summary>Whether it is the same for all labels and values.</summary>
    internal bool IsFixed(out string text)
    {
        text = nodes is [TextNode { Text: var only }] ? only : "";
        return nodes is [] or [TextNode];
    }

    public override string ToString() => Text;

    static Template Parse(string text, TemplateScope scope)
    {
        var parser = new TemplateParser(TemplateLexer.Read(text), scope);
        return new(text, parser.Read(), parser.Defined);
    }
}
