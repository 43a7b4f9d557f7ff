namespace MetricsAgent.Rules;

/// <summary>A group of a rule file.</summary>
/// <param name="Limit">Series or alerts that one rule may have; 0 for any number.</param>
internal sealed record RuleGroupReport(string Name, string File, TimeSpan Interval, int Limit, IReadOnlyList<RuleReport> Rules)
{
    /// <summary>How long the last one took.</summary>
    public TimeSpan EvaluationTime { get; init; }

    /// <summary>Null before the first.</summary>
    public DateTimeOffset? LastEvaluation { get; init; }
}

/// <summary>A rule and its last evaluation.</summary>
/// <param name="Name">The alert's, or the metric's that is recorded.</param>
/// <param name="Query">The expression, as Prometheus prints it.</param>
internal abstract record RuleReport(string Name, string Query, Labels Labels)
{
    /// <summary>How long the last one took.</summary>
    public TimeSpan EvaluationTime { get; init; }

    /// <summary>Null before the first.</summary>
    public DateTimeOffset? LastEvaluation { get; init; }

    /// <summary>Of the last evaluation, where it failed.</summary>
    public string? LastError { get; init; }
}

internal sealed record RecordingRuleReport(string Name, string Query, Labels Labels) : RuleReport(Name, Query, Labels);

/// <param name="Annotations">As they are written, not expanded.</param>
/// <param name="Alerts">Those that are pending or firing.</param>
internal sealed record AlertingRuleReport(
    string Name, string Query, Labels Labels, Labels Annotations, TimeSpan For, TimeSpan KeepFiringFor, IReadOnlyList<AlertReport> Alerts) : RuleReport(Name, Query, Labels)
{
    /// <summary>Null where no number decides.</summary>
    public Threshold? Threshold { get; init; }
}

/// <summary>An alert that is not inactive.</summary>
/// <param name="KeepFiringSince">Since when the expression has had no result for it, where it is kept firing.</param>
internal sealed record AlertReport(Labels Labels, Labels Annotations, bool IsFiring, DateTimeOffset ActiveAt, DateTimeOffset? KeepFiringSince, double Value);
