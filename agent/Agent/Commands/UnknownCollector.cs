using MetricsAgent.Collectors;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Commands;

/// <summary>What is said about a collector that does not exist, or is not switched on.</summary>
static class UnknownCollector
{
    /// <param name="alerts">Names that would do as well; null where only collectors would.</param>
    internal static string Text(WantedCollector wanted, IEnumerable<CollectorInstance> instances, IReadOnlyList<string>? alerts = null)
    {
        var name = wanted.Name;
        string[] targets = [.. instances.Where(instance => wanted.IsPartOf(instance.Name) || instance.Name == name).Select(instance => instance.Target).Where(target => target.Length > 0)];
        if (wanted.Target is { } target && targets.Length > 0 && !targets.Contains(target))
            return $"'{name}' has no '{target}'.{Hint(target, targets)} There are: {string.Join(", ", targets.Select(each => $"{name}[{each}]"))}.";
        if (Catalogue.All.Any(entry => CollectorName.Matches(entry.Name, name)))
            return $"'{wanted.Text}' is not switched on by this configuration, or has no target. On are: {string.Join(", ", instances.Select(instance => instance.Name).Distinct())}.";
        return $"no collector{(alerts is null ? "" : " and no alert")} is called '{wanted.Text}'.{Hint(name, Catalogue.All.SelectMany(entry => new[] { entry.Name, entry.Domain }).Distinct().Concat(alerts ?? []))} See 'metrics-agent collectors list'.";
    }

    static string Hint(string word, IEnumerable<string> known) => Suggestion.For(word, known) is { } near ? $" Did you mean '{near}'?" : "";
}
