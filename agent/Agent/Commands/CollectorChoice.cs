using MetricsAgent.Collectors;
using MetricsAgent.Collectors.Self;
using MetricsAgent.Metrics;

namespace MetricsAgent.Commands;

/// <summary>What a command's arguments ask for; everything when there are none.</summary>
internal sealed class CollectorChoice(IEnumerable<string> names)
{
    readonly WantedCollector[] all = [.. names.Select(WantedCollector.Of)];

    /// <summary>Those that are asked for by name.</summary>
    internal IReadOnlyList<WantedCollector> Wanted => all;

    internal bool Polls(CollectorInstance instance) => all.Length == 0 || Array.Exists(all, each => each.Takes(instance));

    /// <summary>Of a collector that was polled for the sake of a part of it, only what belongs to that.</summary>
    internal bool Shows(string collector, Family family) => IsWhole(collector) || Array.Exists(all, each => each.IsPartOf(collector) && each.Owns(family));

    /// <inheritdoc cref="Shows"/>
    internal PollReading Narrow(PollReading poll) => IsWhole(poll.Collector)
        ? poll
        : poll with { Unavailable = [.. poll.Unavailable.Where(entry => !IsOthers(poll.Collector, entry.Part))] };

    bool IsWhole(string collector) => !Array.Exists(all, each => each.IsPartOf(collector)) || Array.Exists(all, each => each.TakesWhole(collector));

    /// <summary>A line of the catalogue that was polled too, and that nobody has asked for.</summary>
    bool IsOthers(string collector, string part) =>
        Catalogue.All.FirstOrDefault(entry => entry.PolledBy == collector && entry.Name == $"{entry.Domain}.{part}") is { } entry
        && !Array.Exists(all, each => each.Part == entry);
}
