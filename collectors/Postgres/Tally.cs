using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Counts by name, of which the largest are exposed and the rest together are <c>other</c>.</summary>
internal sealed class Tally
{
    readonly Dictionary<string, int> counts = [];

    internal void Add(string name) => CollectionsMarshal.GetValueRefOrAddDefault(counts, name, out _)++;

    /// <param name="most">Names to expose.</param>
    internal void Emit(Samples samples, Family family, int most)
    {
        if (counts.Count <= most)
        {
            foreach (var (name, count) in counts)
                samples.Add(family, count, name);
            return;
        }

        // By name where counts are equal, so that the same names stay exposed from poll to poll.
        var ordered = counts.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).ToArray();
        var other = 0;
        for (var i = 0; i < ordered.Length; i++)
        {
            if (i < most && ordered[i].Key != "other")
                samples.Add(family, ordered[i].Value, ordered[i].Key);
            else
                other += ordered[i].Value;
        }

        samples.Add(family, other, "other");
    }
}
