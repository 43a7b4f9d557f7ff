namespace MetricsAgent.Metrics;

/// <summary>
/// The samples of one family in a snapshot: label sets beside their numbers, <see cref="Family.Width"/> numbers each. Valid as
/// long as the snapshot is held.
/// </summary>
public sealed class SampleColumn(Family family)
{
    // Most families of a target have one number, which needs no rows until there is more.
    byte[] onlyLabels = [];
    double onlyValue;
    SampleRows? rows;

    public Family Family { get; } = family;

    /// <summary>Label sets.</summary>
    public int Count { get; private set; }

    /// <summary>UTF-8, escaped, without braces; empty for the empty label set.</summary>
    public ReadOnlySpan<byte> Labels(int index) => Text(index);

    /// <summary>The same text, which is also the same object in every snapshot as long as its writer remembers it.</summary>
    internal byte[] Text(int index) => rows is null ? onlyLabels : rows.Labels[index];

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
    internal Span<double> Append(byte[] labelText)
    {
        if (Count == 0 && rows is null && !Family.HasParts)
        {
            (Count, onlyLabels) = (1, labelText);
            return new(ref onlyValue);
        }

        var index = Count++;
        if (index >= Rows.Labels.Length)
            Rows.Grow(Family.Width);
        rows!.Labels[index] = labelText;
        return rows.Values.AsSpan(index * Family.Width, Family.Width);
    }

    SampleRows Rows => rows ??= Count > 0 && !Family.HasParts ? new(onlyLabels, onlyValue) : new();
}
