using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Counts by name, of which the largest are exposed and the rest together are <c>other</c>.</summary>
internal sealed class Tally
{
    internal const string Other = "other";

    readonly Dictionary<string, int> counts = [];

    internal void Add(string name) => CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;

    /// <summary>The names to expose.</summary>
    /// <param name="most">How many at most.</param>
    internal HashSet<string> Largest(int most)
    {
        if (counts.Count <= most)
            return [.. counts.Keys];
        // By name where counts are equal, so that the same names stay exposed from poll to poll.
        var ordered = counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal);
        return [.. from entry in ordered.Take(most) where entry.Key != Other select entry.Key];
    }

    internal void Emit(Samples samples, Family family, int most) => Emit(samples, family, Largest(most));

    internal void Emit(Samples samples, Family family, HashSet<string> largest)
    {
        var other = 0;
        foreach (var (name, count) in counts)
        {
            if (largest.Contains(name))
                samples.Add(family, count, name);
            else
                other += count;
        }

        if (other > 0)
            samples.Add(family, other, Other);
    }
}
