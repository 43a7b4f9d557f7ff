namespace MetricsAgent.Metrics;

/// <summary>A part of a collector that had nothing to read. <paramref name="Part"/> is empty for the whole collector.</summary>
/// <param name="Detail">For who asks: what was tried, what was answered, what would mend it.</param>
public sealed record Unavailability(string Part, Reason Reason, string Detail)
{
    /// <summary>For the log, where the detail is too long for it.</summary>
    public string Brief { get; init; } = Detail;
}

/// <summary>
/// What one poll found. Immutable for as long as somebody holds it; its memory goes back to its writer when the last holder lets go,
/// and to the garbage collector if somebody forgets. Only <see cref="SnapshotStore"/> hands it out.
/// </summary>
public sealed class Snapshot
{
    readonly SnapshotPool pool;
    List<Unavailability>? missing;
    StoredColumn[] columns = [];
    int holders;

    internal Snapshot(SnapshotPool pool) => this.pool = pool;

    /// <summary>The clock's timestamp at which the poll began (<see cref="TimeProvider.GetTimestamp"/>).</summary>
    public long TakenAt { get; internal set; }

    /// <summary>What was not there.</summary>
    public IReadOnlyCollection<Unavailability> Missing => missing ?? [];

    /// <summary>One for every family that the collector has ever emitted; empty where this poll had none.</summary>
    internal Span<StoredColumn> Columns => columns;

    /// <summary>Label text of every series.</summary>
    internal byte[] Constant { get; set; } = [];

    /// <summary>Samples in it; a histogram's label set counts as one.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var column in columns)
                count += column.Count;
            return count;
        }
    }

    /// <param name="known">Columns that the writer has.</param>
    internal ref StoredColumn Column(int position, Family family, int known)
    {
        if (columns.Length <= position)
            Array.Resize(ref columns, position + 1 < known ? known : position + (position / 4) + 4);
        ref var column = ref columns[position];
        // A position is given to another family when the one that had it is forgotten.
        if (column.Family != family)
            column = new(family);
        return ref column;
    }

    /// <summary>Once for each part and reason, as it is exposed.</summary>
    internal void Miss(Unavailability entry)
    {
        missing ??= [];
        if (!missing.Exists(known => known.Part == entry.Part && known.Reason == entry.Reason))
            missing.Add(entry);
    }

    internal void Clear()
    {
        foreach (ref var column in columns.AsSpan())
            column.Clear();
        missing?.Clear();
    }

    /// <summary>Called by the writer that publishes it, before anybody can see it.</summary>
    internal void HoldFirst() => Volatile.Write(ref holders, 1);

    /// <returns>False when it has already been given back.</returns>
    internal bool TryHold()
    {
        var seen = Volatile.Read(ref holders);
        while (seen > 0)
        {
            var found = Interlocked.CompareExchange(ref holders, seen + 1, seen);
            if (found == seen)
                return true;
            seen = found;
        }

        return false;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref holders) == 0)
            pool.Return(this);
    }
}
