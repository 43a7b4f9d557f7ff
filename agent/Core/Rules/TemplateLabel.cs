using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Rules;

/// <summary>A label or an annotation of an alert.</summary>
public sealed record TemplateLabel(string Name, Template Template)
{
    /// <summary>What cannot be expanded says so in its place, as in Prometheus: an alert with a bad text is better than none.</summary>
    internal Label Expand(TemplateContext context)
    {
        try
        {
            return new(Name, Template.Expand(context));
        }
        catch (TemplateException error)
        {
            return new(Name, $"<error expanding template: {error.Message}>");
        }
    }
}
