using System.Collections.ObjectModel;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>A file of rules as it is written; durations are text, because they have units here that a configuration has not.</summary>
internal sealed class RuleFileFormat
{
    public IReadOnlyList<RuleGroupFormat> Groups { get; set; } = [];
}

/// <summary>One entry of <c>groups</c>.</summary>
internal sealed class RuleGroupFormat
{
    public string Name { get; set; } = "";
    public string Interval { get; set; } = "";
    public string QueryOffset { get; set; } = "";

    [Between(0, int.MaxValue)]
    public int Limit { get; set; }

    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
    public IReadOnlyList<RuleFormat> Rules { get; set; } = [];
}

/// <summary>One entry of <c>rules</c>, of either kind.</summary>
internal sealed class RuleFormat
{
    public string Record { get; set; } = "";
    public string Alert { get; set; } = "";
    public string Expr { get; set; } = "";
    public string For { get; set; } = "";
    public string KeepFiringFor { get; set; } = "";
    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
    public IReadOnlyDictionary<string, string> Annotations { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}
