namespace MetricsAgent.Metrics;

/// <summary>
/// The samples of one family in a snapshot: label sets beside their numbers, <see cref="Family.Width"/> numbers each. Valid as
/// long as the snapshot is held.
/// </summary>
public sealed class SampleColumn(Family family)
{
    byte[][] labels = [];
    double[] values = [];

    public Family Family { get; } = family;

    /// <summary>Label sets.</summary>
    public int Count { get; private set; }

    /// <summary>UTF-8, escaped, without braces; empty for the empty label set.</summary>
    public ReadOnlySpan<byte> Labels(int index) => labels[index];

    /// <summary>The number of a label set; a histogram has several.</summary>
    public double Value(int index) => values[index * Family.Width];

    /// <summary>All numbers of a label set: one, or a histogram's cumulative buckets, its count and its sum.</summary>
    public ReadOnlySpan<double> Values(int index) => values.AsSpan(index * Family.Width, Family.Width);

    internal void Clear() => Count = 0;

    /// <summary>Appends a label set and returns where its numbers go.</summary>
    internal Span<double> Append(byte[] labelText)
    {
        if (Count == labels.Length)
            Grow();
        labels[Count] = labelText;
        return values.AsSpan(Count++ * Family.Width, Family.Width);
    }

    void Grow()
    {
        var capacity = Math.Max(1, labels.Length * 2);
        Array.Resize(ref labels, capacity);
        Array.Resize(ref values, capacity * Family.Width);
    }
}
