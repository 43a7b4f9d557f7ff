using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A unit of measurement as the monitoring plugins' guidelines know it, by the name of what is measured.</summary>
static class PluginUnit
{
    /// <returns>Empty for a number of things, and for what the guidelines have no unit for.</returns>
    internal static string Of(string metric) =>
        metric.EndsWith("_total", StringComparison.Ordinal) ? "c"
        : metric.EndsWith("_seconds", StringComparison.Ordinal) ? "s"
        : metric.EndsWith("_bytes", StringComparison.Ordinal) ? "B"
        : "";

    /// <summary>The metric whose values, and so whose unit, an expression has; empty where there is not one.</summary>
    internal static string Metric(Expression expression) => expression.Unwrapped switch
    {
        VectorSelector selector => selector.Matchers.FirstOrDefault(matcher => matcher is { Name: Labels.MetricName, Kind: MatchKind.Equal })?.Value ?? "",
        Aggregation { Operator: AggregateOperator.Sum or AggregateOperator.Min or AggregateOperator.Max or AggregateOperator.Avg } aggregation => Metric(aggregation.Inner),
        _ => "",
    };
}
