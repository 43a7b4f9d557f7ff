namespace MetricsAgent.Rules.Templates;

/// <summary>What a place in a template can see: variables, and whether the dot is still what the template began with.</summary>
sealed class TemplateScope
{
    static readonly string[] RootFields = ["Labels", "ExternalLabels", "ExternalURL", "Value"];

    readonly List<string> variables = ["$", "$labels", "$externalLabels", "$externalURL", "$value"];

    internal bool AtRoot { get; set; } = true;

    internal int Count => variables.Count;

    /// <summary>What a template that is defined inside of another one sees, and one of a message: nothing but what it is given.</summary>
    internal static TemplateScope Inner()
    {
        var scope = new TemplateScope { AtRoot = false };
        scope.variables.Clear();
        scope.variables.Add("$");
        return scope;
    }

    internal void Declare(IEnumerable<string> names) => variables.AddRange(names);

    internal void Forget(int known) => variables.RemoveRange(known, variables.Count - known);

    internal void CheckVariable(int position, string name)
    {
        if (!variables.Contains(name))
            throw new TemplateException(position, $"undefined variable \"{name}\"");
    }

    /// <exception cref="TemplateException">There is no such field, whatever alert it is expanded for.</exception>
    internal void CheckFields(Operand operand)
    {
        var isRoot = (operand is VariableOperand { Name: "$" } || (operand is DotOperand && AtRoot)) && variables.Contains("$labels");
        if (isRoot && operand.Fields is [var first, ..] && !RootFields.Contains(first))
            throw new TemplateException(operand.Position, $"there is no field \"{first}\": known are {string.Join(", ", RootFields)}");
        var levels = operand is VariableOperand { Name: "$value" or "$externalURL" } ? 0
            : operand is VariableOperand { Name: "$labels" or "$externalLabels" } ? 1
            : isRoot && operand.Fields is ["Labels" or "ExternalLabels", ..] ? 2
            : isRoot && operand.Fields.Count > 0 ? 1
            : int.MaxValue;
        if (operand.Fields.Count > levels)
            throw new TemplateException(operand.Position, $"there is no field \"{operand.Fields[levels]}\": a {(levels == 0 ? "number or text" : "label's value")} has none");
    }
}
