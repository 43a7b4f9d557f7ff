namespace MetricsAgent.Rules;

/// <summary>One series of an alerting rule with its state. Immutable: an evaluation makes a new one. Times are milliseconds since 1970.</summary>
/// <param name="Labels">The series' and the rule's, <c>alertname</c> among them: its identity.</param>
/// <param name="Annotations">As of the last evaluation that gave it.</param>
/// <param name="Value">The same.</param>
/// <param name="ActiveAt">When the expression gave it first.</param>
public sealed record ActiveAlert(AlertState State, Labels Labels, Labels Annotations, double Value, long ActiveAt)
{
    /// <summary>0 while it is pending.</summary>
    public long FiredAt { get; init; }

    /// <summary>Since when it fires only because of <c>keep_firing_for</c>; 0 otherwise.</summary>
    public long KeepFiringSince { get; init; }

    /// <summary>0 until it is resolved.</summary>
    public long ResolvedAt { get; init; }

    /// <summary>For those who tell receivers. Not of a pending one.</summary>
    /// <param name="generatorUrl">Where the expression can be looked at; empty for nowhere.</param>
    public Alert ToAlert(string generatorUrl = "") => new(
        Labels,
        Annotations,
        DateTimeOffset.FromUnixTimeMilliseconds(FiredAt),
        State == AlertState.Resolved ? DateTimeOffset.FromUnixTimeMilliseconds(ResolvedAt) : null,
        Value,
        generatorUrl);
}
