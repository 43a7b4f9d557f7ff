using MetricsAgent.Rules.Promql.Parsing;

namespace MetricsAgent.Rules.Promql;

/// <summary>Reads PromQL as Prometheus 3 does without feature flags. What needs native histograms is refused, because the agent keeps none.</summary>
public static class PromqlParser
{
    /// <summary>Names of the functions that it knows.</summary>
    public static IEnumerable<string> Functions => PromqlFunctions.ByName.Keys;

    /// <exception cref="PromqlException">It is no expression; the first fault, in Prometheus' words.</exception>
    public static Expression Parse(string text) => new ExpressionParser(text).ParseAll();
}
