namespace MetricsAgent.Metrics;

/// <summary>
/// Snapshots that nobody holds any more and columns that nobody writes, for one writer, or for several that emit the same families in
/// the same order: then there is one for each that writes at a time, not one for each.
/// </summary>
public sealed class SnapshotPool
{
    /// <summary>One writer needs two or three: one being written, one published, one being read.</summary>
    const int Most = 16;

    readonly Stack<Snapshot> free = new(1);
    readonly Stack<WrittenColumns> unwritten = new(1);
    int writers;

    /// <summary>Families that would be recognised.</summary>
    internal int Remembered
    {
        get
        {
            lock (unwritten)
                return unwritten.Sum(columns => columns.Count);
        }
    }

    /// <summary>Another writer uses it.</summary>
    internal void Join() => Interlocked.Increment(ref writers);

    /// <param name="constant">Label text of every series of who writes.</param>
    internal Snapshot Rent(byte[] constant)
    {
        Snapshot? snapshot;
        lock (free)
            free.TryPop(out snapshot);
        snapshot ??= new(this);
        snapshot.Constant = constant;
        return snapshot;
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

    /// <summary>For one poll, until they are given back.</summary>
    internal WrittenColumns RentColumns()
    {
        lock (unwritten)
            return unwritten.TryPop(out var columns) ? columns : new();
    }

    internal void Return(WrittenColumns columns)
    {
        columns.Begin(writers);
        lock (unwritten)
            unwritten.Push(columns);
    }
}
