namespace MetricsAgent.Metrics;

/// <summary>
/// The samples of one family in a snapshot: label sets beside their numbers, <see cref="Family.Width"/> numbers each. Valid as
/// long as the snapshot is held.
/// </summary>
public sealed class SampleColumn(Family family)
{
    byte[] constant = [];

    // Most families of a target have one number, which needs no rows until there is more.
    double onlyValue;
    SampleRows? rows;

    public Family Family { get; } = family;

    /// <summary>Label sets.</summary>
    public int Count { get; private set; }

    /// <summary>A label set; empty for a number without labels.</summary>
    public SampleLabels Labels(int index) => new(constant, rows is null ? [] : rows.Labels[index]);

    /// <summary>The number of a label set; a histogram has several.</summary>
    public double Value(int index) => rows is null ? onlyValue : rows.Values[index * Family.Width];

    /// <summary>All numbers of a label set: one, or a histogram's cumulative buckets, its count and its sum.</summary>
    public ReadOnlySpan<double> Values(int index) => rows is null ? new ReadOnlySpan<double>(in onlyValue) : rows.Values.AsSpan(index * Family.Width, Family.Width);

    /// <summary>Since when a label set has been counting, in seconds since 1970; NaN where nobody says.</summary>
    public double Created(int index) => rows is not null && index < rows.Created.Length ? rows.Created[index] : double.NaN;

    /// <summary>A number's exemplar as OpenMetrics writes it, or nothing.</summary>
    internal ReadOnlySpan<byte> Exemplar(int index, int part) => rows?.Exemplars is { } exemplars ? exemplars[(index * Family.Width) + part] : default;

    internal void Clear()
    {
        Count = 0;
        rows?.Clear();
    }

    /// <summary>Of the label set that was appended last.</summary>
    internal void Create(double seconds) => Rows.Create(Count - 1, seconds);

    /// <inheritdoc cref="Create"/>
    internal void Exemplify(int part, ReadOnlySpan<byte> exemplar) => (Rows.Exemplars ??= new()).Add(((Count - 1) * Family.Width) + part, exemplar);

    /// <summary>Appends a label set and returns where its numbers go.</summary>
    /// <param name="constant">Labels of all series of the writer.</param>
    /// <param name="own">Those of this one.</param>
    internal Span<double> Append(byte[] constant, byte[] own)
    {
        this.constant = constant;
        if (Count == 0 && rows is null && own.Length == 0 && !Family.HasParts)
        {
            Count = 1;
            return new(ref onlyValue);
        }

        var index = Count++;
        if (index >= Rows.Labels.Length)
            Rows.Grow(Family.Width);
        rows!.Labels[index] = own;
        return rows.Values.AsSpan(index * Family.Width, Family.Width);
    }

    SampleRows Rows => rows ??= Count > 0 && !Family.HasParts ? new(onlyValue) : new();
}
