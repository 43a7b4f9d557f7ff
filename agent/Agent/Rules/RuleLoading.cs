using MetricsAgent.Config;

namespace MetricsAgent.Rules;

/// <summary>The rules that a configuration asks for.</summary>
static class RuleLoading
{
    /// <summary>Reads every file, the agent's own among them, without what is disabled. All errors at once.</summary>
    internal static RuleSet Load(RulesConfig config)
    {
        if (!config.Enabled)
            return new([], []);
        List<ConfigError> errors = [];
        var own = RuleSet.Load(config.Files.SelectMany(pattern => RulePaths.Find(pattern, errors)).Distinct());
        var shipped = config.Shipped ? ShippedRules.Load() : new([], []);
        errors.AddRange(own.Errors.Concat(shipped.Errors));
        LoadedGroup[] groups = [.. shipped.Groups, .. own.Groups];
        var names = groups.SelectMany(group => group.Rules).Select(Name).ToHashSet();
        foreach (var unknown in config.Disable.Where(name => !names.Contains(name) && errors.Count == 0))
            errors.Add(new("rules.disable", 0, 0, $"no rule is called '{unknown}'"));
        return new([.. groups.Select(group => group with { Rules = [.. group.Rules.Where(rule => !config.Disable.Contains(Name(rule)))] }).Where(group => group.Rules.Count > 0)], errors);
    }

    static string Name(LoadedRule rule) => rule.Config.Name.Text;
}
