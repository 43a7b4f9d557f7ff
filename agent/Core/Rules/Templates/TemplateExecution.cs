using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Templates;

/// <summary>One expansion of a template.</summary>
sealed class TemplateExecution
{
    const int MaxCalls = 100;
    const int MaxLength = 1 << 20;

    readonly TemplateContext context;
    readonly IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> defined;
    readonly StringBuilder output;
    readonly List<(string Name, object? Value)> variables;
    readonly int calls;
    object? dot;

    internal TemplateExecution(TemplateContext context, IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> defined, StringBuilder output)
        : this(context, defined, output, context, 0) => variables.AddRange(
            [("$labels", context.Labels), ("$externalLabels", context.ExternalLabels), ("$externalURL", context.ExternalUrl), ("$value", context.Value)]);

    /// <param name="dot">What the template is given.</param>
    internal TemplateExecution(
        TemplateContext context, IReadOnlyDictionary<string, IReadOnlyList<TemplateNode>> defined, StringBuilder output, object? dot, int calls = 0)
    {
        (this.context, this.defined, this.output, this.dot, this.calls) = (context, defined, output, dot, calls);
        variables = [("$", dot)];
    }

    internal void Run(IReadOnlyList<TemplateNode> nodes) => Walk(nodes);

    /// <returns>The break or continue that ends them early, or null.</returns>
    LeaveNode? Walk(IReadOnlyList<TemplateNode> nodes)
    {
        foreach (var node in nodes)
        {
            if (Walk(node) is { } leave)
                return leave;
            if (output.Length > MaxLength)
                throw new TemplateException(node.Position, "the text becomes longer than 1 MiB");
        }

        return null;
    }

    LeaveNode? Walk(TemplateNode node)
    {
        switch (node)
        {
            case TextNode text:
                output.Append(text.Text);
                return null;
            case ActionNode { Pipeline: var pipeline }:
                var value = Evaluate(pipeline);
                if (pipeline.Variables.Count == 0)
                    output.Append(TemplateText.Of(value));
                return null;
            case IfNode choice:
                var known = variables.Count;
                var leave = Walk(TemplateValue.IsTrue(Evaluate(choice.Pipeline)) ? choice.Then : choice.Else);
                Forget(known);
                return leave;
            case WithNode with:
                return Walk(with);
            case RangeNode range:
                Walk(range);
                return null;
            case CallNode call:
                Call(call);
                return null;
            default:
                return (LeaveNode)node;
        }
    }

    LeaveNode? Walk(WithNode with)
    {
        var (known, outer) = (variables.Count, dot);
        var value = Evaluate(with.Pipeline);
        var isTrue = TemplateValue.IsTrue(value);
        dot = isTrue ? value : outer;
        var leave = Walk(isTrue ? with.Then : with.Else);
        dot = outer;
        Forget(known);
        return leave;
    }

    void Walk(RangeNode range)
    {
        var (known, outer) = (variables.Count, dot);
        var items = Items(range.Pipeline.Position, Evaluate(range.Pipeline));
        // Those that the pipeline declares get the elements.
        var first = range.Pipeline.IsAssignment ? -1 : known;
        foreach (var (key, item) in items)
        {
            dot = item;
            Assign(range.Pipeline, first, key, item);
            var inner = variables.Count;
            var leave = Walk(range.Body);
            Forget(inner);
            if (leave is { IsBreak: true })
                break;
        }

        dot = outer;
        if (items.Count == 0)
            Walk(range.Else);
        Forget(known);
    }

    void Assign(Pipeline pipeline, int first, object? key, object? item)
    {
        for (var i = 0; i < pipeline.Variables.Count; i++)
        {
            var value = pipeline.Variables.Count == 2 && i == 0 ? key : item;
            variables[first >= 0 ? first + i : IndexOf(pipeline.Variables[i])] = (pipeline.Variables[i], value);
        }
    }

    static List<(object? Key, object? Item)> Items(int position, object? value) => value switch
    {
        IReadOnlyList<VectorSample> samples => [.. samples.Select((sample, i) => ((object?)(long)i, (object?)sample))],
        Labels labels => [.. labels.ToArray().Select(label => ((object?)label.Name, (object?)label.Value))],
        IReadOnlyDictionary<string, object?> map => [.. map.OrderBy(entry => entry.Key, Utf8Order.Instance).Select(entry => ((object?)entry.Key, entry.Value))],
        TemplateData { Entries: { } entries } => [.. entries],
        _ => throw new TemplateException(position, $"range can't iterate over {TemplateText.Of(value)}"),
    };

    void Call(CallNode call)
    {
        if (calls == MaxCalls)
            throw new TemplateException(call.Position, $"template \"{call.Name}\" calls itself without end");
        var value = call.Pipeline is null ? null : Evaluate(call.Pipeline);
        new TemplateExecution(context, defined, output, value, calls + 1).Run(defined[call.Name]);
    }

    object? Evaluate(Pipeline pipeline)
    {
        object? value = null;
        for (var i = 0; i < pipeline.Commands.Count; i++)
            value = Evaluate(pipeline.Commands[i], hasLast: i > 0, value);
        foreach (var name in pipeline.Variables)
        {
            if (pipeline.IsAssignment)
                variables[IndexOf(name)] = (name, value);
            else
                variables.Add((name, value));
        }

        return value;
    }

    object? Evaluate(Command command, bool hasLast, object? last)
    {
        if (command.Operands[0] is not FunctionOperand function)
            return Evaluate(command.Operands[0]);
        if (function.Name is "and" or "or")
            return Shortest(function.Name == "or", command, hasLast, last);
        List<object?> arguments = [.. command.Operands.Skip(1).Select(Evaluate)];
        if (hasLast)
            arguments.Add(last);
        return Fields(function, TemplateFunctions.Call(function, arguments, context));
    }

    /// <summary>The first argument that decides; those behind it are not evaluated.</summary>
    object? Shortest(bool until, Command command, bool hasLast, object? last)
    {
        object? value = null;
        foreach (var operand in command.Operands.Skip(1))
        {
            value = Evaluate(operand);
            if (TemplateValue.IsTrue(value) == until)
                return value;
        }

        return hasLast ? last : value;
    }

    object? Evaluate(Operand operand) => Fields(operand, operand switch
    {
        DotOperand => dot,
        VariableOperand variable => variables[IndexOf(variable.Name)].Value,
        LiteralOperand literal => literal.Value,
        FunctionOperand function => TemplateFunctions.Call(function, [], context),
        _ => Evaluate(((PipelineOperand)operand).Pipeline),
    });

    static object? Fields(Operand operand, object? value)
    {
        foreach (var field in operand.Fields)
            value = TemplateValue.Field(operand.Position, value, field);
        return value;
    }

    int IndexOf(string name) => variables.FindLastIndex(variable => variable.Name == name);

    void Forget(int known) => variables.RemoveRange(known, variables.Count - known);
}
