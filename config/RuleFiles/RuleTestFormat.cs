using System.Collections.ObjectModel;
using System.Text.Json.Serialization;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>A file of promtool's unit tests for rules, as it is written.</summary>
internal sealed class RuleTestFormat
{
    public IReadOnlyList<string> RuleFiles { get; set; } = [];
    public string EvaluationInterval { get; set; } = "";
    public IReadOnlyList<string> GroupEvalOrder { get; set; } = [];
    public IReadOnlyList<TestGroupFormat> Tests { get; set; } = [];
}

internal sealed class TestGroupFormat
{
    public string Name { get; set; } = "";
    public string Interval { get; set; } = "";
    public IReadOnlyList<InputSeriesFormat> InputSeries { get; set; } = [];
    public IReadOnlyList<AlertTestFormat> AlertRuleTest { get; set; } = [];
    public IReadOnlyList<PromqlTestFormat> PromqlExprTest { get; set; } = [];
    public IReadOnlyDictionary<string, string> ExternalLabels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
    public string ExternalUrl { get; set; } = "";
}

internal sealed class InputSeriesFormat
{
    public string Series { get; set; } = "";
    public string Values { get; set; } = "";
}

internal sealed class AlertTestFormat
{
    public string EvalTime { get; set; } = "";

    [JsonPropertyName("alertname")]
    public string AlertName { get; set; } = "";

    public IReadOnlyList<ExpectedAlertFormat> ExpAlerts { get; set; } = [];
}

internal sealed class ExpectedAlertFormat
{
    public IReadOnlyDictionary<string, string> ExpLabels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
    public IReadOnlyDictionary<string, string> ExpAnnotations { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}

internal sealed class PromqlTestFormat
{
    public string Expr { get; set; } = "";
    public string EvalTime { get; set; } = "";
    public IReadOnlyList<ExpectedSampleFormat> ExpSamples { get; set; } = [];
}

internal sealed class ExpectedSampleFormat
{
    public string Labels { get; set; } = "";

    /// <summary>Text, because it may be <c>NaN</c> or <c>+Inf</c>.</summary>
    public string Value { get; set; } = "";
}
