namespace MetricsAgent.Metrics;

/// <summary>The newest snapshot of every collector instance. Everything that exposes, remembers, judges or pushes reads here.</summary>
public sealed class SnapshotStore(TimeProvider clock)
{
    readonly Lock gate = new();
    volatile SnapshotSlot[] slots = [];

    /// <summary>Opens a place for one collector instance.</summary>
    /// <param name="collector">Its name in the catalogue: <c>node.cpu</c>.</param>
    /// <param name="lifetime">A snapshot older than this is not handed out any more.</param>
    public SnapshotSlot Open(string collector, TimeSpan lifetime)
    {
        var slot = new SnapshotSlot(collector, lifetime);
        lock (gate)
            slots = [.. slots, slot];
        return slot;
    }

    /// <summary>Holds the newest snapshot of every instance that has one which is not stale, until the view is disposed.</summary>
    /// <param name="wanted">Which collectors; all when null.</param>
    /// <param name="shown">Which families of a collector; all when null.</param>
    public SnapshotView Read(Predicate<string>? wanted = null, Func<string, Family, bool>? shown = null)
    {
        var view = new SnapshotView(shown);
        foreach (var slot in slots)
        {
            if ((wanted is null || wanted(slot.Collector)) && slot.Hold(clock) is { } snapshot)
                view.Add(slot.Collector, snapshot);
        }

        return view;
    }
}

/// <summary>Where one collector instance publishes.</summary>
public sealed class SnapshotSlot(string collector, TimeSpan lifetime)
{
    Snapshot? newest;

    public string Collector { get; } = collector;

    /// <summary>Replaces the newest snapshot.</summary>
    public void Publish(Snapshot snapshot)
    {
        snapshot.HoldFirst();
        Interlocked.Exchange(ref newest, snapshot)?.Release();
    }

    internal Snapshot? Hold(TimeProvider clock)
    {
        while (Volatile.Read(ref newest) is { } snapshot)
        {
            // Lost to a publish between the read and here: take the newer one.
            if (!snapshot.TryHold())
                continue;
            if (clock.GetElapsedTime(snapshot.TakenAt) <= lifetime)
                return snapshot;
            snapshot.Release();
            return null;
        }

        return null;
    }
}

/// <summary>Snapshots held together for one reading.</summary>
/// <param name="shown">Which families of a collector; all when null.</param>
public sealed class SnapshotView(Func<string, Family, bool>? shown = null) : IDisposable
{
    readonly List<(string Collector, Snapshot Snapshot)> snapshots = [];

    /// <summary>Samples in all of them.</summary>
    public int Count => snapshots.Sum(each => each.Snapshot.Count);

    /// <summary>Adds every column that has samples to <paramref name="columns"/>, in the order in which their places were opened.</summary>
    public void Collect(List<SampleColumn> columns)
    {
        var most = 0;
        foreach (var (_, snapshot) in snapshots)
            most += snapshot.Columns.Length;
        columns.EnsureCapacity(most);
        foreach (var (collector, snapshot) in snapshots)
        {
            foreach (var column in snapshot.Columns)
            {
                if (column is { Count: > 0 } && IsShown(collector, column))
                    columns.Add(column);
            }
        }
    }

    /// <summary>As <see cref="Collect(List{SampleColumn})"/>, with when their polls began: <see cref="Snapshot.TakenAt"/>.</summary>
    internal void Collect(List<(SampleColumn Column, long TakenAt)> columns)
    {
        foreach (var (collector, snapshot) in snapshots)
        {
            foreach (var column in snapshot.Columns)
            {
                if (column is { Count: > 0 } && IsShown(collector, column))
                    columns.Add((column, snapshot.TakenAt));
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, snapshot) in snapshots)
            snapshot.Release();
        snapshots.Clear();
    }

    internal void Add(string collector, Snapshot snapshot) => snapshots.Add((collector, snapshot));

    bool IsShown(string collector, SampleColumn column) => shown is null || shown(collector, column.Family);
}
