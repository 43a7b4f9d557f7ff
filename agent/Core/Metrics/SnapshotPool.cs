namespace MetricsAgent.Metrics;

/// <summary>
/// Snapshots that nobody holds any more, for one writer, or for several that emit the same families in the same order: then there is
/// one for each that writes at a time, not one for each.
/// </summary>
public sealed class SnapshotPool
{
    /// <summary>One writer needs two or three: one being written, one published, one being read.</summary>
    const int Most = 16;

    // There may be one of these for every target: it has to be small.
    readonly Stack<Snapshot> free = new(1);

    /// <summary>Of all writers.</summary>
    internal SharedLabels Labels { get; } = new();

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
