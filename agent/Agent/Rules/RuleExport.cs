using System.Text;
using MetricsAgent.Collectors;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Config.Values;
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
        var text = new StringBuilder();
        List<string> left = [];
        foreach (var group in rules.Groups)
        {
            var wanted = group.Rules.Where(rule => IsWanted(rule, left)).ToList();
            if (wanted.Count > 0)
                Append(text, group, wanted);
        }

        var head = new StringBuilder("# Written by metrics-agent rules export.\n");
        foreach (var name in left.Distinct())
            head.Append($"# Left out, nothing here measures it: {name}\n");
        return head.Append(text.Length == 0 ? "groups: []\n" : "groups:\n").Append(text).ToString();
    }

    bool IsWanted(LoadedRule rule, List<string> left)
    {
        var names = Names(rule.Expression).ToList();
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

    static IEnumerable<string> Names(Expression expression) => Selectors.Of(expression).SelectMany(selector => selector.Matchers)
        .Where(matcher => matcher is { Name: Labels.MetricName, Kind: MatchKind.Equal }).Select(matcher => matcher.Value).Distinct();

    void Append(StringBuilder text, LoadedGroup group, List<LoadedRule> rules)
    {
        text.Append($"  - name: {Quoted(group.Config.Name.Text)}\n");
        if (group.Config.Interval is { } interval)
            text.Append($"    interval: {Duration.Format(interval)}\n");
        if (group.Config.QueryOffset is { } offset)
            text.Append($"    query_offset: {Duration.Format(offset)}\n");
        if (group.Config.Limit > 0)
            text.Append($"    limit: {group.Config.Limit}\n");
        Append(text, "    ", "labels", group.Config.Labels);
        text.Append("    rules:\n");
        foreach (var rule in rules)
            Append(text, rule.Config);
    }

    void Append(StringBuilder text, RuleConfig rule)
    {
        text.Append($"      - {(rule.IsAlert ? "alert" : "record")}: {Quoted(rule.Name.Text)}\n        expr: {Quoted(rule.Expr.Text)}\n");
        if (rule.For > TimeSpan.Zero)
            text.Append($"        for: {Duration.Format(rule.For)}\n");
        if (rule.KeepFiringFor > TimeSpan.Zero)
            text.Append($"        keep_firing_for: {Duration.Format(rule.KeepFiringFor)}\n");
        Append(text, "        ", "labels", rule.Labels);
        Append(text, "        ", "annotations", rule.Annotations);
    }

    void Append(StringBuilder text, string indent, string key, IReadOnlyDictionary<string, SourceText> texts)
    {
        if (texts.Count > 0)
            text.Append($"{indent}{key}:\n");
        foreach (var (name, value) in texts)
            text.Append($"{indent}  {name}: {Quoted(key == "annotations" && name == "runbook_url" ? Runbook.Under(runbooks, value.Text) : value.Text)}\n");
    }

    /// <summary>YAML's double quotes: any text on one line.</summary>
    static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\t' => "\\t", < ' ' or '\x7f' => $"\\x{(int)c:x2}", _ => $"{c}" });
        return quoted.Append('"').ToString();
    }
}
