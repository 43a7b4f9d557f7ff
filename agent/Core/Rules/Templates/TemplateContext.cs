using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Templates;

/// <summary>What a template can see.</summary>
/// <param name="Labels"><c>$labels</c>: of the alert's series.</param>
/// <param name="Value"><c>$value</c>: of the alert's expression.</param>
/// <param name="Query">The result of <c>query "…"</c>: an instant vector at the time of the evaluation.</param>
public sealed record TemplateContext(Labels Labels, double Value, Func<string, IReadOnlyList<VectorSample>> Query)
{
    /// <summary><c>$externalLabels</c></summary>
    public Labels ExternalLabels { get; init; } = Labels.None;

    /// <summary><c>$externalURL</c>, under which the one that alerts is reached.</summary>
    public string ExternalUrl { get; init; } = "";
}
