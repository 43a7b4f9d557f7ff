using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>A database that is visited, with what its queries keep from walk to walk.</summary>
internal sealed class WalkedDatabase(string name, IEnumerable<PlannedQuery> queries)
{
    internal string Name => name;

    internal QueryBatch Batch { get; } = new([.. queries], once: true);

    /// <summary>The last walk that reached it.</summary>
    internal int Walk { get; set; }

    /// <summary>Why this walk has nothing of it, or null.</summary>
    internal Failure? Failure { get; set; }

    /// <summary>By the query's name; of all of them it is <c>connect</c>.</summary>
    internal IEnumerable<(string Part, Failure Failure)> Failures => Failure is { } failure ? [("connect", failure)] : Batch.Failures;

    internal void Emit(Samples samples)
    {
        if (Failure is null)
            Batch.Emit(samples);
    }
}
