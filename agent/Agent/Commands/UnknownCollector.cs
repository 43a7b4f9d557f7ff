using MetricsAgent.Collectors;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Commands;

/// <summary>What is said about a collector that does not exist, or is not switched on.</summary>
static class UnknownCollector
{
    internal static string Text(string name, IReadOnlyList<CollectorInstance> instances)
    {
        string[] names = [.. instances.Select(instance => instance.Name).Distinct()];
        if (Catalogue.All.Any(entry => CollectorName.Matches(entry.Name, name)))
            return $"metrics-agent: '{name}' is not switched on by this configuration, or has no target. On are: {string.Join(", ", names)}.{CollectorName.Whole(name)}";
        var guess = Suggestion.For(name, Catalogue.All.SelectMany(entry => new[] { entry.Name, entry.Domain }).Distinct()) is { } near ? $" Did you mean '{near}'?" : "";
        return $"metrics-agent: no collector is called '{name}'.{guess} See 'metrics-agent collectors list'.";
    }
}
