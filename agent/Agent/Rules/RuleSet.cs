using MetricsAgent.Config;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules.Lint;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Templates;

namespace MetricsAgent.Rules;

/// <summary>Rule files with their expressions and templates read, or everything that is wrong with them.</summary>
internal sealed record RuleSet(IReadOnlyList<LoadedGroup> Groups, IReadOnlyList<ConfigError> Errors)
{
    /// <summary>Of every group that has none of its own.</summary>
    internal static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    /// <summary>What is probably not meant, and stands in nobody's way.</summary>
    public IReadOnlyList<ConfigError> Warnings { get; init; } = [];

    internal IEnumerable<LoadedRule> Rules => Groups.SelectMany(group => group.Rules);

    internal static RuleSet Load(IEnumerable<string> paths) => Of(paths.Select(RuleFileLoader.LoadFile));

    internal static RuleSet Of(IEnumerable<RuleFileResult> files)
    {
        List<ConfigError> errors = [];
        List<LoadedGroup> groups = [];
        foreach (var file in files)
        {
            errors.AddRange(file.Errors);
            groups.AddRange((file.File?.Groups ?? []).Select(group => new LoadedGroup(file.File!.Path, group, [.. group.Rules.Select(rule => Read(rule, errors)).OfType<LoadedRule>()])));
        }

        return new(groups, errors);
    }

    /// <summary>To be evaluated; each call gives new ones, without state.</summary>
    /// <param name="interval">Of groups that have none.</param>
    internal IReadOnlyList<RuleGroup> Build(TimeSpan interval) =>
        [.. Groups.Select(group => new RuleGroup(
            group.File,
            group.Config.Name.Text,
            group.Config.Interval ?? interval,
            group.Config.QueryOffset ?? TimeSpan.Zero,
            group.Config.Limit,
            [.. group.Rules.Select(rule => rule.Build(group.Config))]))];

    static LoadedRule? Read(RuleConfig rule, List<ConfigError> errors)
    {
        // What is missing, the loader has said.
        if (rule.Expr.Text.Length == 0)
            return null;
        var before = errors.Count;
        Expression? expression = null;
        try
        {
            expression = PromqlParser.Parse(rule.Expr.Text);
            if (expression.Type is Promql.ValueType.Matrix or Promql.ValueType.Text)
                errors.Add(rule.Expr.Error(0, $"a rule needs an instant vector or a number, and {expression} is a {(expression.Type == Promql.ValueType.Matrix ? "range vector" : "string")}"));
        }
        catch (PromqlException error)
        {
            errors.Add(rule.Expr.Error(error.Position, error.Message + ExpressionHint.For(rule.Expr.Text, error)));
        }

        var labels = rule.IsAlert ? Templates(rule.Labels, errors) : [];
        var annotations = Templates(rule.Annotations, errors);
        return errors.Count > before ? null : new(rule, expression!, labels, annotations);
    }

    static List<TemplateLabel> Templates(IReadOnlyDictionary<string, SourceText> texts, List<ConfigError> errors)
    {
        List<TemplateLabel> read = [];
        foreach (var (name, text) in texts)
        {
            try
            {
                read.Add(new(name, Template.Parse(text.Text)));
            }
            catch (TemplateException error)
            {
                errors.Add(text.Error(error.Position, $"{name}: {error.Message}"));
            }
        }

        return read;
    }
}
