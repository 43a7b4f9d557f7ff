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
    public static Template Parse(string text)
    {
        var parser = new TemplateParser(TemplateLexer.Read(text));
        return new(text, parser.Read(), parser.Defined);
    }

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

    /// <summary>Whether it is the same for all labels and values.</summary>
    internal bool IsFixed(out string text)
    {
        text = nodes is [TextNode { Text: var only }] ? only : "";
        return nodes is [] or [TextNode];
    }

    public override string ToString() => Text;
}
