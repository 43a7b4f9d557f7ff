using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Rules;

/// <summary>A group of a file.</summary>
internal sealed record LoadedGroup(string File, RuleGroupConfig Config, IReadOnlyList<LoadedRule> Rules);

/// <summary>A rule with its expression and its templates read.</summary>
internal sealed record LoadedRule(RuleConfig Config, Expression Expression, IReadOnlyList<TemplateLabel> Labels, IReadOnlyList<TemplateLabel> Annotations)
{
    /// <summary>The expression as Prometheus prints it.</summary>
    internal string Query { get; } = Expression.ToString();

    internal Rule Build(RuleGroupConfig group)
    {
        var inherited = group.Labels.Where(label => !Config.Labels.ContainsKey(label.Key)).ToList();
        return Config.IsAlert
            ? new AlertingRule(
                Config.Name.Text, Expression, Config.For, Config.KeepFiringFor, [.. inherited.Select(label => new TemplateLabel(label.Key, Template.Parse(label.Value.Text))), .. Labels], Annotations)
            : new RecordingRule(Config.Name.Text, Expression, [.. inherited.Concat(Config.Labels).Select(label => new Label(label.Key, label.Value.Text))]);
    }
}
