using MetricsAgent.Config;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Config.Values;
using MetricsAgent.Rules.Lint;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>The rules that a configuration asks for.</summary>
static class RuleLoading
{
    /// <summary>Of a rule that reads what another records, only its own range counts.</summary>
    static readonly ILookup<string, Expression> NotFollowed = Array.Empty<Expression>().ToLookup(_ => "");

    /// <summary>Reads every file, the agent's own among them, without what is disabled. All errors at once.</summary>
    internal static RuleSet Load(RulesConfig config)
    {
        if (!config.Enabled)
            return new([], []);
        List<ConfigError> errors = [];
        var own = RuleSet.Load(config.Files.SelectMany(pattern => RulePaths.Find(pattern, errors)).Distinct());
        var shipped = config.Shipped ? ShippedRules.Load() : new([], []);
        errors.AddRange(own.Errors.Concat(shipped.Errors));
        var replaced = Names(shipped).Intersect(config.Disable).ToHashSet();
        RuleSet rules = new([.. Without(shipped, replaced), .. Without(own, config.Disable.Except(replaced))], errors);
        return rules with { Warnings = [.. Twins(own, Names(shipped).Except(replaced)), .. Shortened(rules, config.Retention)] };
    }

    /// <summary>Of those that can never fire, as a warning: a Prometheus would load them all the same.</summary>
    internal static IEnumerable<ConfigError> NeverFiring(RuleSet rules) =>
        RuleLint.Check(rules).Errors.Select(error => error with { Message = $"warning: {error.Message}" });

    static IEnumerable<LoadedGroup> Without(RuleSet rules, IEnumerable<string> names)
    {
        HashSet<string> left = [.. names];
        return rules.Groups.Select(group => group with { Rules = [.. group.Rules.Where(rule => !left.Contains(rule.Config.Name.Text))] }).Where(group => group.Rules.Count > 0);
    }

    static IEnumerable<ConfigError> Twins(RuleSet own, IEnumerable<string> shipped) =>
        from name in own.Rules.Select(rule => rule.Config.Name).DistinctBy(name => name.Text)
        join twin in shipped on name.Text equals twin
        select name.Error(0, $"warning: {name} comes with the agent, too, and both are evaluated: rules.disable: [{name}] leaves out the agent's");

    static IEnumerable<ConfigError> Shortened(RuleSet rules, TimeSpan retention) =>
        from rule in rules.Rules
        let longest = Evidence.Of(rule.Expression, NotFollowed, TimeSpan.MaxValue).Reach
        where longest > retention
        select rule.Config.Expr.Error(0, $"warning: {rule.Config.Name} looks back {Duration.Format(longest)}, and rules.retention is {Duration.Format(retention)}: it sees only so much");

    static IEnumerable<string> Names(RuleSet rules) => rules.Rules.Select(rule => rule.Config.Name.Text).Distinct();
}
