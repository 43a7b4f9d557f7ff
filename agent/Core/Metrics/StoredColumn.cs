using System.Diagnostics.CodeAnalysis;

namespace MetricsAgent.Metrics;

/// <summary>The samples of one family in a snapshot. There is one for every family of every target, most of them with one number: it has to be small.</summary>
struct StoredColumn(Family family)
{
    // Needs no rows until there is more.
    double onlyValue;
    SampleRows? rows;

    /// <summary>Null where the snapshot has no column.</summary>
    internal readonly Family? Family => family;

    internal int Count { get; private set; }

    internal readonly byte[] Labels(int index) => rows is null ? [] : rows.Labels(index);

    internal readonly double Value(int index) => rows is null ? onlyValue : rows.Values(index, family.Width)[0];

    [UnscopedRef]
    internal readonly ReadOnlySpan<double> Values(int index) => rows is null ? new ReadOnlySpan<double>(in onlyValue) : rows.Values(index, family.Width);

    internal readonly double Created(int index) => rows?.Created(index) ?? double.NaN;

    internal readonly ReadOnlySpan<byte> Exemplar(int index, int part) => rows?.Exemplars is { } exemplars ? exemplars[(index * family.Width) + part] : default;

    internal void Clear()
    {
        Count = 0;
        rows?.Clear();
    }

    /// <summary>Of the label set that was appended last.</summary>
    internal void Create(double seconds) => Rows.Create(Count - 1, seconds);

    /// <inheritdoc cref="Create"/>
    internal void Exemplify(int part, ReadOnlySpan<byte> exemplar) => (Rows.Exemplars ??= new()).Add(((Count - 1) * family.Width) + part, exemplar);

    /// <summary>Appends a label set and returns where its numbers go.</summary>
    /// <param name="labels">Those that the writer has for this family.</param>
    /// <param name="row">Which of them.</param>
    [UnscopedRef]
    internal Span<double> Append(byte[][] labels, int row)
    {
        if (rows is null && labels.Length == 0 && !family.HasParts)
        {
            Count = 1;
            return new(ref onlyValue);
        }

        return Rows.Append(Count++, labels, row, family.Width);
    }

    SampleRows Rows => rows ??= Count > 0 && !family.HasParts ? new(onlyValue) : new();
}
