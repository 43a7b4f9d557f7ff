using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The buckets that one step has of a classic histogram.</summary>
/// <param name="labels">Those of its buckets, without their bounds.</param>
sealed class Histogram(Labels labels)
{
    internal Labels Labels { get; } = labels;

    internal List<Bucket> Buckets { get; } = [];
}
