using System.Globalization;
using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// How long top-level executions took, by database: as a histogram, and how many belong to statements that are slow. Pure. Counted
/// from the second reading on: were it from the first, then an agent that starts again would spread the past anew, and what is a
/// reset to some buckets only is a burst of executions to who reads them.
/// </summary>
/// <param name="slow">The means, in seconds, above which a statement's executions count as slow.</param>
internal sealed class StatementLatencies(double[] slow)
{
    readonly Dictionary<uint, Database> databases = [];
    readonly string[] thresholds = [.. from threshold in slow select threshold.ToString(CultureInfo.InvariantCulture)];

    /// <summary>The database has series, if only zeros: a rate does not see what a series begins with.</summary>
    internal void Show(uint database) => Find(database);

    internal void Count(uint database, in LatencyInterval interval)
    {
        var found = Find(database);
        found.Histogram.Add(interval);
        for (var i = 0; i < slow.Length; i++)
        {
            if (interval.Mean > slow[i])
                found.Slow[i] += interval.Calls;
        }
    }

    /// <summary>The reading is complete.</summary>
    internal void Settle()
    {
        foreach (var database in databases.Values)
            database.Histogram.Settle();
    }

    internal void Emit(Samples samples, Family histogram, Family slowCalls, IReadOnlyDictionary<uint, string> names)
    {
        foreach (var (oid, database) in databases)
        {
            if (!names.TryGetValue(oid, out var name))
                continue;
            samples.AddHistogram(histogram, database.Histogram.Buckets, database.Histogram.Sum, name);
            for (var i = 0; i < slow.Length; i++)
                samples.Add(slowCalls, database.Slow[i], name, thresholds[i]);
        }
    }

    /// <summary>For tests: executions above each threshold.</summary>
    internal IReadOnlyList<long> Slow(uint database) => databases[database].Slow;

    Database Find(uint oid) => CollectionsMarshal.GetValueRefOrAddDefault(databases, oid, out _) ??= new(new(), new long[slow.Length]);

    sealed record Database(LatencyHistogram Histogram, long[] Slow);
}
