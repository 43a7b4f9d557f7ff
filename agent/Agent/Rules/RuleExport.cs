using System.Text;
using MetricsAgent.Collectors;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules;

/// <summary>Rules as one file for Prometheus: those of which everything that they read is measured here.</summary>
/// <param name="isOn">Whether a line of the catalogue is switched on.</param>
/// <param name="hasTargets">Whether there are scrape targets, text files or queries, whose metrics nobody knows.</param>
/// <param name="runbooks">Put before relative <c>runbook_url</c>; empty to leave them.</param>
internal sealed class RuleExport(Func<CollectorEntry, bool> isOn, bool hasTargets, string runbooks)
{
    readonly HashSet<string> recorded = [];

    internal string Render(RuleSet rules)
    {
        var file = new RuleFileWriter(runbooks);
        List<string> left = [];
        foreach (var group in rules.Groups)
        {
            var wanted = group.Rules.Where(rule => IsWanted(rule, left)).ToList();
            if (wanted.Count > 0)
                file.Append(group, wanted);
        }

        var head = new StringBuilder("# Written by metrics-agent rules export.\n");
        foreach (var name in left.Distinct())
            head.Append($"# Left out, nothing here measures it: {name}\n");
        return $"{head}{file}";
    }

    bool IsWanted(LoadedRule rule, List<string> left)
    {
        var names = Selectors.Names(rule.Expression).Where(name => name.Length > 0).Distinct().ToList();
        var isWanted = names.All(IsMeasured);
        if (!isWanted)
            left.Add($"{rule.Config.Name} ({string.Join(", ", names.Where(name => !IsMeasured(name)))})");
        else if (!rule.Config.IsAlert)
            recorded.Add(rule.Config.Name.Text);
        return isWanted;
    }

    bool IsMeasured(string name)
    {
        if (recorded.Contains(name) || name is "ALERTS" or "ALERTS_FOR_STATE")
            return true;
        var owners = Catalogue.All.Where(entry => entry.Families.Any(family => family.SampleNames.Contains(name)) || entry.Families.Patterns.Any(pattern => pattern.Covers(name))).ToList();
        return owners.Count == 0 ? hasTargets && !name.Contains(':', StringComparison.Ordinal) : owners.Exists(entry => isOn(entry));
    }
}
