namespace MetricsAgent.Metrics;

/// <summary>The label sets of a column that has more than one number. Its memory is used again.</summary>
sealed class SampleRows
{
    // The writer's own, which all snapshots share, until a row is not where the writer has it.
    byte[][] labels = [];
    bool isCopy;
    double[] values = [];
    double[] created = [];

    internal SampleRows()
    {
    }

    /// <summary>The column's only number so far.</summary>
    internal SampleRows(double value) => values = [value];

    internal ExemplarTexts? Exemplars { get; set; }

    /// <summary>Without those that all series of the writer have.</summary>
    internal byte[] Labels(int index) => labels.Length == 0 ? [] : labels[index];

    internal Span<double> Values(int index, int width) => values.AsSpan(index * width, width);

    /// <summary>NaN where nobody says.</summary>
    internal double Created(int index) => index < created.Length ? created[index] : double.NaN;

    internal void Create(int index, double seconds)
    {
        if (created.Length <= index)
        {
            var known = created.Length;
            Array.Resize(ref created, Grown(known, index));
            created.AsSpan(known).Fill(double.NaN);
        }

        created[index] = seconds;
    }

    /// <inheritdoc cref="StoredColumn.Append"/>
    internal Span<double> Append(int index, byte[][] writers, int row, int width)
    {
        if (!isCopy && row == index)
            labels = writers;
        else
            Copy(index, writers[row]);
        if ((index + 1) * width > values.Length)
            Array.Resize(ref values, Grown(values.Length / width, index) * width);
        return Values(index, width);
    }

    internal void Clear()
    {
        Exemplars?.Clear();
        created.AsSpan().Fill(double.NaN);
    }

    static int Grown(int length, int index) => Math.Max(index + 1, length * 3 / 2);

    void Copy(int index, byte[] own)
    {
        if (!isCopy || index >= labels.Length)
        {
            var copy = new byte[Grown(isCopy ? labels.Length : 0, index)][];
            labels.AsSpan(0, index).CopyTo(copy);
            (labels, isCopy) = (copy, true);
        }

        labels[index] = own;
    }
}
