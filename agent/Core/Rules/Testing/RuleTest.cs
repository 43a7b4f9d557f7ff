namespace MetricsAgent.Rules.Testing;

/// <summary>Samples, and what rules make of them: one unit test in promtool's sense. Time begins at 1970.</summary>
/// <param name="Series">Values at every interval; null where there is none.</param>
public sealed record RuleTest(
    TimeSpan Interval,
    IReadOnlyList<(Labels Labels, IReadOnlyList<double?> Values)> Series,
    IReadOnlyList<AlertExpectation> Alerts,
    IReadOnlyList<SampleExpectation> Expressions,
    RuleSurroundings Around);

/// <summary>The alerts of a name that fire at a time.</summary>
/// <param name="Expected">With <c>alertname</c>.</param>
public sealed record AlertExpectation(TimeSpan EvalTime, string Name, IReadOnlyList<FiringAlert> Expected);

/// <summary>What is compared of an alert.</summary>
public sealed record FiringAlert(Labels Labels, Labels Annotations)
{
    public override string ToString() => $"Labels:{Labels} Annotations:{Annotations}";
}

/// <summary>What an expression gives at a time.</summary>
public sealed record SampleExpectation(TimeSpan EvalTime, Promql.Expression Expression, IReadOnlyList<Promql.VectorSample> Expected);
