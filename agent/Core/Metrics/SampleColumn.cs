namespace MetricsAgent.Metrics;

/// <summary>
/// The samples of one family in a snapshot: label sets beside their numbers, <see cref="Family.Width"/> numbers each. Valid as
/// long as the snapshot is held.
/// </summary>
public readonly struct SampleColumn
{
    readonly Snapshot snapshot;
    readonly int position;

    internal SampleColumn(Snapshot snapshot, int position) => (this.snapshot, this.position) = (snapshot, position);

    public Family Family => Stored.Family!;

    /// <summary>Label sets.</summary>
    public int Count => Stored.Count;

    /// <summary>For who reads all of it.</summary>
    internal ref readonly StoredColumn Stored => ref snapshot.Columns[position];

    /// <summary>Label text of every series.</summary>
    internal byte[] Constant => snapshot.Constant;

    /// <summary>A label set; empty for a number without labels.</summary>
    public SampleLabels Labels(int index) => new(snapshot.Constant, Stored.Labels(index));

    /// <summary>The number of a label set; a histogram has several.</summary>
    public double Value(int index) => Stored.Value(index);

    /// <summary>All numbers of a label set: one, or a histogram's cumulative buckets, its count and its sum.</summary>
    public ReadOnlySpan<double> Values(int index) => Stored.Values(index);

    /// <summary>Since when a label set has been counting, in seconds since 1970; NaN where nobody says.</summary>
    public double Created(int index) => Stored.Created(index);

    /// <summary>A number's exemplar as OpenMetrics writes it, or nothing.</summary>
    internal ReadOnlySpan<byte> Exemplar(int index, int part) => Stored.Exemplar(index, part);
}
