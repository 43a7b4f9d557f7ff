namespace MetricsAgent.Metrics;

/// <summary>
/// The samples of one family in a snapshot: label sets beside their numbers, <see cref="Family.Width"/> numbers each. Valid as
/// long as the snapshot is held.
/// </summary>
public sealed class SampleColumn(Family family)
{
    byte[][] labels = [];
    double[] values = [];

    // Most families of a target have one number, which needs no arrays until there is another.
    byte[] onlyLabels = [];
    double onlyValue;
    double[] created = [];
    ExemplarTexts? exemplars;

    public Family Family { get; } = family;

    /// <summary>Label sets.</summary>
    public int Count { get; private set; }

    /// <summary>UTF-8, escaped, without braces; empty for the empty label set.</summary>
    public ReadOnlySpan<byte> Labels(int index) => Text(index);

    /// <summary>The same text, which is also the same object in every snapshot as long as its writer remembers it.</summary>
    internal byte[] Text(int index) => labels.Length == 0 ? onlyLabels : labels[index];

    /// <summary>The number of a label set; a histogram has several.</summary>
    public double Value(int index) => values.Length == 0 ? onlyValue : values[index * Family.Width];

    /// <summary>All numbers of a label set: one, or a histogram's cumulative buckets, its count and its sum.</summary>
    public ReadOnlySpan<double> Values(int index) => values.Length == 0 ? new ReadOnlySpan<double>(in onlyValue) : values.AsSpan(index * Family.Width, Family.Width);

    /// <summary>Since when a label set has been counting, in seconds since 1970; NaN where nobody says.</summary>
    public double Created(int index) => index < created.Length ? created[index] : double.NaN;

    /// <summary>A number's exemplar as OpenMetrics writes it, or nothing.</summary>
    internal ReadOnlySpan<byte> Exemplar(int index, int part) => exemplars is null ? default : exemplars[(index * Family.Width) + part];

    internal void Clear()
    {
        Count = 0;
        exemplars?.Clear();
        if (created.Length > 0)
            created.AsSpan().Fill(double.NaN);
    }

    /// <summary>Of the label set that was appended last.</summary>
    internal void Create(double seconds)
    {
        if (created.Length < Count)
        {
            var known = created.Length;
            Array.Resize(ref created, Math.Max(Count, labels.Length));
            created.AsSpan(known).Fill(double.NaN);
        }

        created[Count - 1] = seconds;
    }

    /// <inheritdoc cref="Create"/>
    internal void Exemplify(int part, ReadOnlySpan<byte> exemplar) => (exemplars ??= new()).Add(((Count - 1) * Family.Width) + part, exemplar);

    /// <summary>Appends a label set and returns where its numbers go.</summary>
    internal Span<double> Append(byte[] labelText)
    {
        if (Count == 0 && labels.Length == 0 && !Family.HasParts)
        {
            (Count, onlyLabels) = (1, labelText);
            return new(ref onlyValue);
        }

        if (Count >= labels.Length)
            Grow();
        labels[Count] = labelText;
        return values.AsSpan(Count++ * Family.Width, Family.Width);
    }

    void Grow()
    {
        var isFirst = labels.Length == 0;
        var capacity = Math.Max(Count + 1, labels.Length * 2);
        Array.Resize(ref labels, capacity);
        Array.Resize(ref values, capacity * Family.Width);
        if (isFirst && Count == 1)
            (labels[0], values[0]) = (onlyLabels, onlyValue);
    }
}
