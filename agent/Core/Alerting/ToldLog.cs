using System.Diagnostics.CodeAnalysis;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>What every integration was told last of every group, as long as it takes something for firing.</summary>
public sealed class ToldLog
{
    readonly Dictionary<(string Integration, string Group), Entry> entries = [];

    public IEnumerable<Told> All => entries.Select(entry => new Told(entry.Key.Integration, entry.Key.Group, [.. entry.Value.Firing], entry.Value.At));

    public void Set(Told told)
    {
        if (told.Firing.Count == 0)
            entries.Remove((told.Integration, told.GroupKey));
        else
            entries[(told.Integration, told.GroupKey)] = new([.. told.Firing], told.At);
    }

    public bool TryFind(string integration, string group, [NotNullWhen(true)] out IReadOnlySet<Labels>? firing, out DateTimeOffset at)
    {
        entries.TryGetValue((integration, group), out var entry);
        (firing, at) = (entry?.Firing, entry?.At ?? default);
        return firing is not null;
    }

    public bool IsFiring(string integration, string group, Labels labels) => entries.TryGetValue((integration, group), out var entry) && entry.Firing.Contains(labels);

    public bool IsKnown(Labels labels) => entries.Values.Any(entry => entry.Firing.Contains(labels));

    sealed record Entry(HashSet<Labels> Firing, DateTimeOffset At);
}
