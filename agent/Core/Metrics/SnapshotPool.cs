using System.Collections.Concurrent;

namespace MetricsAgent.Metrics;

/// <summary>The snapshots of one writer that nobody holds any more. Two or three are enough: one being written, one published, one being read.</summary>
sealed class SnapshotPool
{
    const int Most = 3;

    readonly ConcurrentBag<Snapshot> free = [];

    internal Snapshot Rent() => free.TryTake(out var snapshot) ? snapshot : new(this);

    internal void Return(Snapshot snapshot)
    {
        snapshot.Clear();
        if (free.Count < Most)
            free.Add(snapshot);
    }
}
