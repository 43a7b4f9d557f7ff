namespace MetricsAgent.Rules;

/// <summary>One series of an alerting rule that fires, or has fired. Its labels are its identity; everything else may change.</summary>
/// <param name="Labels">The rule's and the series', <c>alertname</c> among them.</param>
/// <param name="Annotations">For people: <c>summary</c>, <c>description</c>, <c>runbook_url</c>.</param>
/// <param name="StartsAt">Since when it fires.</param>
/// <param name="EndsAt">Since when it does not any more; null while it fires.</param>
/// <param name="Value">Of the rule's expression when it was evaluated last.</param>
/// <param name="GeneratorUrl">Where the expression can be looked at; empty for nowhere.</param>
public sealed record Alert(Labels Labels, Labels Annotations, DateTimeOffset StartsAt, DateTimeOffset? EndsAt, double Value, string GeneratorUrl)
{
    public const string NameLabel = "alertname";
    public const string SeverityLabel = "severity";

    /// <summary>Of the rule.</summary>
    public string Name => Labels[NameLabel];

    public string Severity => Labels[SeverityLabel];

    public bool IsFiring => EndsAt is null;
}
