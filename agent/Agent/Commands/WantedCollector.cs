using MetricsAgent.Collectors;
using MetricsAgent.Metrics;

namespace MetricsAgent.Commands;

/// <summary>
/// A collector by one of its names: its own or its domain's, with its target behind it as <c>check</c> prints it
/// (<c>postgres.queries[orders]</c>), or that of a line of the catalogue that is polled with others (<c>postgres.tables</c>).
/// </summary>
/// <param name="Text">As it was written.</param>
/// <param name="Name">Without the target.</param>
/// <param name="Target">Null is any.</param>
/// <param name="Part">The line of the catalogue, where another instance polls it.</param>
internal sealed record WantedCollector(string Text, string Name, string? Target, CollectorEntry? Part)
{
    static readonly IReadOnlyDictionary<string, string> Owners = Catalogue.Owners();

    internal static WantedCollector Of(string text)
    {
        var bracket = text.EndsWith(']') ? text.IndexOf('[', StringComparison.Ordinal) : -1;
        var (name, target) = bracket < 0 ? (text, null) : (text[..bracket], text[(bracket + 1)..^1]);
        return new(text, name, target, Catalogue.All.FirstOrDefault(entry => entry.Name == name && entry.PolledBy != name));
    }

    internal bool Takes(CollectorInstance instance) =>
        IsOf(instance.Name) && (Target is null || Target == instance.Target || IsQuery(instance));

    /// <summary>A query goes by its own name too, on all the targets that have it.</summary>
    bool IsQuery(CollectorInstance instance) =>
        instance.Name == "postgres.queries" && Target == instance.Target[(instance.Target.LastIndexOf('/') + 1)..];

    /// <summary>Whether that collector is to be polled for it.</summary>
    internal bool IsOf(string collector) => IsPartOf(collector) || TakesWhole(collector);

    internal bool IsPartOf(string collector) => Part?.PolledBy == collector;

    /// <summary>One target's is not those of the whole domain.</summary>
    internal bool TakesWhole(string collector) =>
        Part is null && (Target is null ? CollectorName.Matches(collector, Name) : collector == Name);

    internal bool Owns(Family family) => Owners.TryGetValue(family.Name, out var owner)
        ? owner == Part?.Name
        : Part is not null && Part.Families.Patterns.Any(pattern => pattern.Covers(family.Name));
}
