using System.Text;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Rules;

/// <summary>Groups of rules in the YAML that Prometheus reads.</summary>
/// <param name="runbooks">Put before relative <c>runbook_url</c>; empty to leave them.</param>
sealed class RuleFileWriter(string runbooks)
{
    readonly StringBuilder text = new();

    public override string ToString() => text.Length == 0 ? "groups: []\n" : $"groups:\n{text}";

    internal void Append(LoadedGroup group, IEnumerable<LoadedRule> rules)
    {
        text.Append($"  - name: {Quoted(group.Config.Name.Text)}\n");
        if (group.Config.Interval is { } interval)
            text.Append($"    interval: {Duration.Format(interval)}\n");
        if (group.Config.QueryOffset is { } offset)
            text.Append($"    query_offset: {Duration.Format(offset)}\n");
        if (group.Config.Limit > 0)
            text.Append($"    limit: {group.Config.Limit}\n");
        Append("    ", "labels", group.Config.Labels);
        text.Append("    rules:\n");
        foreach (var rule in rules)
            Append(rule.Config);
    }

    void Append(RuleConfig rule)
    {
        text.Append($"      - {(rule.IsAlert ? "alert" : "record")}: {Quoted(rule.Name.Text)}\n        expr: {Quoted(rule.Expr.Text)}\n");
        if (rule.For > TimeSpan.Zero)
            text.Append($"        for: {Duration.Format(rule.For)}\n");
        if (rule.KeepFiringFor > TimeSpan.Zero)
            text.Append($"        keep_firing_for: {Duration.Format(rule.KeepFiringFor)}\n");
        Append("        ", "labels", rule.Labels);
        Append("        ", "annotations", rule.Annotations);
    }

    void Append(string indent, string key, IReadOnlyDictionary<string, SourceText> texts)
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
