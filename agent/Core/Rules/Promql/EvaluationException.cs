namespace MetricsAgent.Rules.Promql;

/// <summary>An expression that cannot be evaluated on these series, or only beyond its limits.</summary>
public sealed class EvaluationException(string message) : Exception(message);
