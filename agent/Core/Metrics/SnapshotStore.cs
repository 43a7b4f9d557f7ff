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
        foreach (var (collector, snapshot) in snapshots)
        {
            for (var position = 0; position < snapshot.Columns.Length; position++)
            {
                if (IsShown(collector, snapshot, position))
                    columns.Add(new(snapshot, position));
            }
        }
    }

    /// <summary>As <see cref="Collect(List{SampleColumn})"/>, with when their polls began: <see cref="Snapshot.TakenAt"/>.</summary>
    internal void Collect(List<(SampleColumn Column, long TakenAt)> columns)
    {
        foreach (var (collector, snapshot) in snapshots)
        {
            for (var position = 0; position < snapshot.Columns.Length; position++)
            {
                if (IsShown(collector, snapshot, position))
                    columns.Add((new(snapshot, position), snapshot.TakenAt));
            }
        }
    }

    /// <summary>As <see cref="Collect(List{SampleColumn})"/>, for who keeps the list: it takes half the memory.</summary>
    internal void Collect(List<ColumnPlace> columns)
    {
        var most = 0;
        foreach (var (_, snapshot) in snapshots)
            most += snapshot.Columns.Length;
        // Not twice as much, as a list would take that grows by itself.
        if (columns.Capacity < most)
            columns.Capacity = most;
        for (var i = 0; i < snapshots.Count; i++)
        {
            var (collector, snapshot) = snapshots[i];
            for (var position = 0; position < snapshot.Columns.Length; position++)
            {
                if (IsShown(collector, snapshot, position))
                    columns.Add(new(i, position));
            }
        }
    }

    internal SampleColumn Column(ColumnPlace place) => new(snapshots[place.Snapshot].Snapshot, place.Position);

    public void Dispose()
    {
        foreach (var (_, snapshot) in snapshots)
            snapshot.Release();
        snapshots.Clear();
    }

    internal void Add(string collector, Snapshot snapshot) => snapshots.Add((collector, snapshot));

    bool IsShown(string collector, Snapshot snapshot, int position) =>
        snapshot.Columns[position] is { Count: > 0, Family: { } family } && (shown is null || shown(collector, family));
}

/// <summary>Where a view has a column.</summary>
readonly record struct ColumnPlace(int Snapshot, int Position);
