namespace MetricsAgent.Config.RuleFiles;

/// <summary>A file of Prometheus rules. What its expressions and templates say is for others to judge.</summary>
public sealed record RuleFile(string Path, IReadOnlyList<RuleGroupConfig> Groups);

/// <summary>Rules that are evaluated together and in order.</summary>
/// <param name="Name">Unique in its file.</param>
/// <param name="Interval">Null for that of all groups.</param>
/// <param name="QueryOffset">How far in the past the rules look; null for that of all groups.</param>
/// <param name="Limit">Alerts, or series, that one rule may have; 0 without a limit.</param>
/// <param name="Labels">For every rule of the group that has not its own.</param>
public sealed record RuleGroupConfig(
    SourceText Name,
    TimeSpan? Interval,
    TimeSpan? QueryOffset,
    int Limit,
    IReadOnlyDictionary<string, SourceText> Labels,
    IReadOnlyList<RuleConfig> Rules);

/// <summary>One rule: it records a series, or it alerts.</summary>
/// <param name="Name">The series that it records, or the alert's name.</param>
/// <param name="For">How long the expression has to hold before an alert fires.</param>
/// <param name="KeepFiringFor">How long an alert fires on when it does not hold any more.</param>
/// <param name="Labels">Without those of the group.</param>
public sealed record RuleConfig(
    bool IsAlert,
    SourceText Name,
    SourceText Expr,
    TimeSpan For,
    TimeSpan KeepFiringFor,
    IReadOnlyDictionary<string, SourceText> Labels,
    IReadOnlyDictionary<string, SourceText> Annotations);

/// <summary>A file of rules, and everything that is wrong with its form. What is left out is empty then; there is no file where it is no YAML.</summary>
public sealed record RuleFileResult(RuleFile? File, IReadOnlyList<ConfigError> Errors);
