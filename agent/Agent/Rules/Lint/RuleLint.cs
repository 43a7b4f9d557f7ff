using MetricsAgent.Config;
using MetricsAgent.Config.Reading;
using MetricsAgent.Metrics;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Lint;

/// <summary>What is wrong with rules that load: they can never fire, or probably do not mean what they say.</summary>
internal sealed class RuleLint
{
    readonly HashSet<string> recorded;

    /// <summary>Of one rule, named once for each.</summary>
    readonly HashSet<string> unknown = [];

    readonly List<ConfigError> errors = [];
    readonly List<ConfigError> warnings = [];

    RuleLint(RuleSet rules) => recorded = [.. rules.Rules.Where(rule => !rule.Config.IsAlert).Select(rule => rule.Config.Name.Text)];

    /// <returns>Errors of rules that can never give anything, and warnings of the others.</returns>
    internal static (IReadOnlyList<ConfigError> Errors, IReadOnlyList<ConfigError> Warnings) Check(RuleSet rules)
    {
        var lint = new RuleLint(rules);
        foreach (var group in rules.Groups)
        {
            foreach (var rule in group.Rules)
            {
                lint.unknown.Clear();
                lint.Visit(rule, rule.Expression);
                lint.FindAlways(rule);
            }

            lint.FindTwins(group);
        }

        return (lint.errors, lint.warnings);
    }

    void Visit(LoadedRule rule, Expression expression)
    {
        switch (expression)
        {
            case VectorSelector { Name.Length: > 0 } selector when !KnownSeries.Has(selector.Name) && !recorded.Contains(selector.Name) && unknown.Add(selector.Name):
                var hint = Suggestion.For(selector.Name, KnownSeries.Names.Where(name => FirstWord(name) == FirstWord(selector.Name))) is { } near ? $" (did you mean {near}?)" : "";
                Warn(rule, selector, $"nothing that the agent measures exposes {selector.Name}{hint}; a scrape target, a query or a text file may");
                break;
            case VectorSelector { Name.Length: > 0 } selector when !recorded.Contains(selector.Name):
                FindLabels(rule, selector);
                break;
            case FunctionCall { Function.Name: "histogram_quantile" } call when BucketLabel.MissingIn(call.Arguments[1]) is { } lost:
                Refuse(rule, lost, lost is VectorSelector series
                    ? $"this can never fire: histogram_quantile needs buckets, and {series.Name} has no label le; they are in {series.Name}_bucket, as a rate: rate({series.Name}_bucket[5m])"
                    : $"this can never fire: histogram_quantile needs the label le, which is lost here: keep it with by ({BucketLabel.Name}, …)");
                break;
            case FunctionCall { Function.Name: "rate" or "irate" or "increase" } call when Gauge(call.Arguments[0]) is { } gauge:
                Warn(rule, call, $"{gauge} is a gauge: {call.Function.Name}() takes every decrease for a restart; use delta() or deriv()");
                break;
            case BinaryExpression comparison when ExpressionRange.IsNeverTrue(comparison):
                Refuse(rule, comparison, $"this can never fire: {comparison} is never true, because {Told(comparison.Left)} and {Told(comparison.Right)}");
                return;
        }

        foreach (var child in expression.Children)
            Visit(rule, child);
    }

    /// <summary>Labels may be added by a target's configuration: only what is nearly one of the family's is named.</summary>
    void FindLabels(LoadedRule rule, VectorSelector selector)
    {
        var known = KnownSeries.Labels(selector.Name);
        foreach (var name in selector.Matchers.Select(matcher => matcher.Name).Where(name => name != Labels.MetricName && !known.Contains(name)).Distinct())
        {
            if (Suggestion.For(name, known) is { } near)
                Warn(rule, selector, $"{selector.Name} has no label {name} of its own (did you mean {near}?)");
        }
    }

    void FindAlways(LoadedRule rule)
    {
        if (rule.Config.IsAlert && AlwaysGiven.Of(rule.Expression, name => KnownSeries.Has(name) && !recorded.Contains(name)))
            Warn(rule, rule.Expression, $"nothing is compared: this fires for every series that there is, whatever its value{(rule.Expression.Unwrapped is BinaryExpression { ReturnsBool: true } ? "; bool makes 0 of what is not true, and 0 fires, too" : "")}");
    }

    void FindTwins(LoadedGroup group)
    {
        HashSet<string> seen = [];
        foreach (var rule in group.Rules)
        {
            var identity = string.Join('\n', rule.Config.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}").Prepend($"{rule.Config.IsAlert} {rule.Config.Name}"));
            if (!seen.Add(identity))
                warnings.Add(rule.Config.Name.Error(0, $"warning: {rule.Config.Name} is there twice in {group.Config.Name} with the same labels"));
        }
    }

    static string FirstWord(string name) => name.Split('_', 2)[0];

    static string? Gauge(Expression argument) =>
        argument is MatrixSelector { Selector.Name: var name } && KnownSeries.Kind(name) == FamilyKind.Gauge ? name : null;

    static string Told(Expression expression)
    {
        var range = ExpressionRange.Of(expression);
        return range.IsOne ? $"{expression} is {PromqlNumber.Format(range.Min)}"
            : range.Max == double.PositiveInfinity ? $"{expression} is at least {PromqlNumber.Format(range.Min)}"
            : range.Min == double.NegativeInfinity ? $"{expression} is at most {PromqlNumber.Format(range.Max)}"
            : $"{expression} is from {PromqlNumber.Format(range.Min)} to {PromqlNumber.Format(range.Max)}";
    }

    void Refuse(LoadedRule rule, Expression at, string message) => errors.Add(rule.Config.Expr.Error(at.Start, message));

    void Warn(LoadedRule rule, Expression at, string message) => warnings.Add(rule.Config.Expr.Error(at.Start, $"warning: {message}"));
}
