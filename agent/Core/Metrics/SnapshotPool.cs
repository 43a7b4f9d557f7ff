namespace MetricsAgent.Metrics;

/// <summary>The snapshots of one writer that nobody holds any more. Two or three are enough: one being written, one published, one being read.</summary>
sealed class SnapshotPool
{
    const int Most = 3;

    // There is one of these for every target: it has to be small.
    readonly Stack<Snapshot> free = new(1);

    internal Snapshot Rent()
    {
        lock (free)
            return free.TryPop(out var snapshot) ? snapshot : new(this);
    }

    internal void Return(Snapshot snapshot)
    {
        snapshot.Clear();
        lock (free)
        {
            if (free.Count < Most)
                free.Push(snapshot);
        }
    }
}
