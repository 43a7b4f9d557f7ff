using MetricsAgent.Tests.Contract.Promql.Expressions;

namespace MetricsAgent.Tests.Contract.Promql;

/// <summary>Expressions by hand: every operator, aggregation and function, and the corners of each.</summary>
internal static class PromqlExpressions
{
    static readonly string[] Texts =
    [
        LiteralExpressions.Text, SelectorExpressions.Text, OperatorExpressions.Text, AggregationExpressions.Text,
        RangeExpressions.Text, FunctionExpressions.Text, RuleExpressions.Text, SyntaxExpressions.Text,
    ];

    public static IReadOnlyList<string> All { get; } = string.Join('\n', Texts).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
