namespace MetricsAgent.Rules.Promql;

/// <summary>A function with its arguments.</summary>
public sealed class FunctionCall(PromqlFunction function, IReadOnlyList<Expression> arguments) : Expression
{
    public PromqlFunction Function { get; } = function;

    public IReadOnlyList<Expression> Arguments { get; } = arguments;

    public override ValueType Type => Function.Result;

    public override IReadOnlyList<Expression> Children => Arguments;

    public override string ToString() => $"{Function.Name}({string.Join(", ", Arguments)})";
}
