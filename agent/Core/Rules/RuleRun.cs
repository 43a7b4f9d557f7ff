using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>One evaluation of a group.</summary>
/// <param name="Now">Milliseconds since 1970.</param>
/// <param name="Time">Now, less the group's offset: what expressions are evaluated at.</param>
/// <param name="Append">Where series go: labels with the name, value, time.</param>
sealed record RuleRun(Evaluator Evaluator, RuleSurroundings Around, long Now, long Time, int Limit, Action<Labels, double, long> Append);

/// <summary>What is the same for all rules.</summary>
/// <param name="ExternalLabels"><c>$externalLabels</c> in templates.</param>
/// <param name="ExternalUrl"><c>$externalURL</c> in templates.</param>
public sealed record RuleSurroundings(Labels ExternalLabels, string ExternalUrl)
{
    /// <summary>What evaluates the queries in templates; what evaluates the rules when null.</summary>
    public Evaluator? Queries { get; init; }

    /// <summary>A clock that is not set, by which evaluations are timed; one that stands still when it is not given.</summary>
    public Func<TimeSpan> Elapsed { get; init; } = () => TimeSpan.Zero;

    public static RuleSurroundings None { get; } = new(Labels.None, "");
}
