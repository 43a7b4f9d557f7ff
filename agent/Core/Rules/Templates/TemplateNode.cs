namespace MetricsAgent.Rules.Templates;

/// <summary>A part of a template.</summary>
/// <param name="Position">In the template's text, from 0.</param>
abstract record TemplateNode(int Position);

/// <summary>What is between the actions.</summary>
sealed record TextNode(int Position, string Text) : TemplateNode(Position);

/// <summary><c>{{ pipeline }}</c></summary>
sealed record ActionNode(int Position, Pipeline Pipeline) : TemplateNode(Position);

/// <summary><c>{{ if pipeline }}…{{ else }}…{{ end }}</c></summary>
sealed record IfNode(int Position, Pipeline Pipeline, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode(Position);

/// <summary><c>{{ with pipeline }}…{{ else }}…{{ end }}</c></summary>
sealed record WithNode(int Position, Pipeline Pipeline, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Else) : TemplateNode(Position);

/// <summary><c>{{ range $i, $e := pipeline }}…{{ else }}…{{ end }}</c></summary>
sealed record RangeNode(int Position, Pipeline Pipeline, IReadOnlyList<TemplateNode> Body, IReadOnlyList<TemplateNode> Else) : TemplateNode(Position);

/// <summary><c>{{ break }}</c> or <c>{{ continue }}</c></summary>
sealed record LeaveNode(int Position, bool IsBreak) : TemplateNode(Position);

/// <summary><c>{{ template "name" pipeline }}</c></summary>
sealed record CallNode(int Position, string Name, Pipeline? Pipeline) : TemplateNode(Position);

/// <summary>Commands of which each has the result of the one before it as its last argument.</summary>
/// <param name="Variables">Those that get the result, with their dollar sign.</param>
/// <param name="IsAssignment"><c>=</c> and not <c>:=</c>.</param>
sealed record Pipeline(int Position, IReadOnlyList<string> Variables, bool IsAssignment, IReadOnlyList<Command> Commands);

/// <summary>A function with its arguments, or a single value.</summary>
sealed record Command(int Position, IReadOnlyList<Operand> Operands);

/// <summary>One value, and the fields of it that are meant.</summary>
abstract record Operand(int Position)
{
    public IReadOnlyList<string> Fields { get; init; } = [];
}

sealed record DotOperand(int Position) : Operand(Position);

sealed record VariableOperand(int Position, string Name) : Operand(Position);

sealed record LiteralOperand(int Position, object? Value) : Operand(Position);

sealed record FunctionOperand(int Position, string Name) : Operand(Position);

sealed record PipelineOperand(int Position, Pipeline Pipeline) : Operand(Position);
