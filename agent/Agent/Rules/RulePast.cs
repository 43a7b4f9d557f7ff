using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>
/// How much of the past decides what a rule gives now: its ranges and offsets, and those of the recorded series that it reads. A restart
/// begins a new history, which knows as much only after so long.
/// </summary>
/// <param name="interval">Of groups that have none.</param>
internal sealed class RulePast(RuleSet rules, TimeSpan interval)
{
    readonly IReadOnlyList<(LoadedRule Rule, TimeSpan Interval)> recording =
        [.. from @group in rules.Groups
            from rule in @group.Rules
            where !rule.Config.IsAlert
            select (rule, @group.Config.Interval ?? interval)];

    internal TimeSpan Of(LoadedRule rule) => Of(rule, []);

    /// <param name="readers">Those on whose behalf it is asked: a rule may read what is made of it.</param>
    TimeSpan Of(LoadedRule rule, IReadOnlyList<LoadedRule> readers)
    {
        IReadOnlyList<LoadedRule> path = [.. readers, rule];
        return Selectors.WithoutLookBack(rule.Expression)
            .Select(selector => selector.Past + recording
                .Where(each => !path.Contains(each.Rule) && Reads(selector.Matchers, each.Rule.Config.Name.Text))
                // It may be evaluated after its reader, which then sees it one evaluation later.
                .Select(each => Of(each.Rule, path) + each.Interval)
                .DefaultIfEmpty().Max())
            .DefaultIfEmpty().Max();
    }

    static bool Reads(IReadOnlyList<LabelMatcher> matchers, string name) =>
        matchers.Where(matcher => matcher.Name == Labels.MetricName).All(matcher => matcher.Matches(name));
}
