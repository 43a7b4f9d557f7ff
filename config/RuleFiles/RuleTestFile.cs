namespace MetricsAgent.Config.RuleFiles;

/// <summary>A file of promtool's unit tests for rules whose form is right.</summary>
/// <param name="RuleFiles">As paths from where the program runs; patterns may be among them.</param>
/// <param name="GroupOrder">Names of groups that are evaluated before all others.</param>
public sealed record RuleTestFile(
    string Path, IReadOnlyList<string> RuleFiles, TimeSpan EvaluationInterval, IReadOnlyList<string> GroupOrder, IReadOnlyList<TestGroupConfig> Tests);

/// <summary>Series, and what rules make of them.</summary>
/// <param name="Interval">Between two values of a series.</param>
public sealed record TestGroupConfig(
    string Name,
    TimeSpan Interval,
    IReadOnlyList<InputSeriesConfig> Series,
    IReadOnlyList<AlertTestConfig> Alerts,
    IReadOnlyList<PromqlTestConfig> Expressions,
    IReadOnlyDictionary<string, string> ExternalLabels,
    string ExternalUrl);

/// <summary>A series: its labels, and its values as <c>1+2x3 _ stale</c>.</summary>
public sealed record InputSeriesConfig(SourceText Series, SourceText Values);

/// <summary>The alerts of a name that have to fire at a time, and no others.</summary>
public sealed record AlertTestConfig(TimeSpan EvalTime, SourceText AlertName, IReadOnlyList<ExpectedAlertConfig> Expected);

public sealed record ExpectedAlertConfig(IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations);

/// <summary>What an expression has to give at a time.</summary>
public sealed record PromqlTestConfig(TimeSpan EvalTime, SourceText Expr, IReadOnlyList<ExpectedSampleConfig> Expected);

public sealed record ExpectedSampleConfig(SourceText Labels, SourceText Value);

/// <summary>A file of tests, and everything that is wrong with its form. What is left out is empty then; there is no file where it is no YAML.</summary>
public sealed record RuleTestResult(RuleTestFile? File, IReadOnlyList<ConfigError> Errors);
