using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>The files of rules that a configuration names, and the rules that it leaves out. What is in the files, those who evaluate them judge.</summary>
internal static class RuleSources
{
    /// <summary>Puts the files that there are in the place of what is written, which is looked for beside the configuration.</summary>
    /// <param name="file">The configuration file.</param>
    internal static void Settle(RulesConfig rules, string file, Problems problems, Surroundings around)
    {
        var folder = Path.GetDirectoryName(file) ?? "";
        List<string> files = [];
        HashSet<string> names = [];
        for (var i = 0; i < rules.Files.Count; i++)
        {
            var path = $"rules.files[{i}]";
            if (rules.Files[i].Length == 0)
            {
                problems.Report(path, "needs the name of a file");
                continue;
            }

            var found = RulePaths.Find(Path.Combine(folder, rules.Files[i]), out var problem);
            if (problem is not null)
                problems.Report(path, $"{Quote.Text(rules.Files[i])}: {problem}{Looked(folder)}");
            foreach (var each in found.Where(each => !files.Contains(each)))
            {
                if (ConfigText.Read(each, out var unreadable) is not { } text)
                {
                    problems.Report(path, $"names {each}: {unreadable}");
                    continue;
                }

                files.Add(each);
                if (rules.Disable.Count == 0)
                    continue;
                names.UnionWith(RuleFileLoader.Load(each, text).File?.Groups.SelectMany(group => group.Rules).Select(rule => rule.Name.Text) ?? []);
            }
        }

        rules.Files = files;
        if (rules.Disable.Count == 0 || around.ShippedRules is not { } shipped)
            return;
        names.UnionWith(rules.Shipped ? shipped() : []);
        for (var i = 0; i < rules.Disable.Count; i++)
        {
            if (names.Contains(rules.Disable[i]))
                continue;
            var hint = Suggestion.For(rules.Disable[i], names) is { } meant ? $" (did you mean '{meant}'?)" : "";
            problems.Report($"rules.disable[{i}]", $"names no rule, {Quote.Text(rules.Disable[i])}{hint}");
        }
    }

    static string Looked(string folder) => folder.Length == 0 ? "" : $", looked for in {folder}";
}
