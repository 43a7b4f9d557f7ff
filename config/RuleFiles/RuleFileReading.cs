using System.Text.RegularExpressions;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>From what is written to rules, by the rules that Prometheus has about the form of its files (its package <c>rulefmt</c>).</summary>
internal sealed partial class RuleFileReading(string file, string source, Problems problems)
{
    readonly RuleFileValues values = new(file, source, problems);

    internal RuleFile Read(RuleFileFormat format)
    {
        var first = new Dictionary<string, string>();
        for (var i = 0; i < format.Groups.Count; i++)
        {
            var (name, path) = (format.Groups[i].Name, $"groups[{i}].name");
            if (name.Length == 0)
                problems.Report(path, "is missing: a group needs a name");
            else if (!first.TryAdd(name, path))
                problems.Report(path, $"{Quote.Text(name)} is there already at {problems.Place(first[name])}: names of groups are unique in a file");
        }

        return new(file, [.. format.Groups.Select((group, i) => Group(group, $"groups[{i}]"))]);
    }

    RuleGroupConfig Group(RuleGroupFormat group, string path) => new(
        values.Text($"{path}.name", group.Name),
        values.Time($"{path}.interval", group.Interval),
        values.Time($"{path}.query_offset", group.QueryOffset),
        group.Limit,
        Labels($"{path}.labels", group.Labels),
        [.. group.Rules.Select((rule, i) => Rule(rule, $"{path}.rules[{i}]"))]);

    RuleConfig Rule(RuleFormat rule, string path)
    {
        var isAlert = rule.Alert.Length > 0;
        var key = isAlert ? "alert" : "record";
        if (isAlert && rule.Record.Length > 0)
            problems.Report($"{path}.record", "stands beside alert: a rule is one of the two");
        else if (!isAlert && rule.Record.Length == 0)
            problems.Report(path, "is neither a recording nor an alerting rule: give it record or alert", $"{path}.record", $"{path}.alert");
        else if (!isAlert && !MetricName().IsMatch(rule.Record))
            problems.Report($"{path}.record", $"must be a metric's name of letters, digits, _ and :, not {Quote.Text(rule.Record)}");
        if (rule.Expr.Length == 0)
            problems.Report($"{path}.expr", "is missing: a rule needs an expression");
        foreach (var only in new[] { "for", "keep_firing_for", "annotations" })
        {
            if (!isAlert && rule.Record.Length > 0 && problems.Has($"{path}.{only}"))
                problems.Report($"{path}.{only}", "has no meaning in a recording rule: only alerts have it");
        }

        return new(
            isAlert,
            values.Text($"{path}.{key}", isAlert ? rule.Alert : rule.Record),
            values.Text($"{path}.expr", rule.Expr),
            values.Time($"{path}.for", rule.For) ?? TimeSpan.Zero,
            values.Time($"{path}.keep_firing_for", rule.KeepFiringFor) ?? TimeSpan.Zero,
            Labels($"{path}.labels", rule.Labels),
            Annotations($"{path}.annotations", rule.Annotations));
    }

    Dictionary<string, SourceText> Labels(string path, IReadOnlyDictionary<string, string> labels)
    {
        foreach (var name in labels.Keys.Where(name => !LabelName().IsMatch(name) || name == "__name__"))
            problems.Report(KeyPath.Child(path, name), "must have a name of letters, digits and _, that neither starts with a digit nor is __name__");
        return Texts(path, labels);
    }

    Dictionary<string, SourceText> Annotations(string path, IReadOnlyDictionary<string, string> annotations)
    {
        foreach (var name in annotations.Keys.Where(name => !LabelName().IsMatch(name)))
            problems.Report(KeyPath.Child(path, name), "must have a name of letters, digits and _, that does not start with a digit");
        return Texts(path, annotations);
    }

    Dictionary<string, SourceText> Texts(string path, IReadOnlyDictionary<string, string> texts) =>
        texts.ToDictionary(text => text.Key, text => values.Text(KeyPath.Child(path, text.Key), text.Value));

    [GeneratedRegex(@"^[A-Za-z_:][A-Za-z0-9_:]*\z")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex LabelName();
}
