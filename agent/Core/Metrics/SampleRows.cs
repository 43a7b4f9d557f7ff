namespace MetricsAgent.Metrics;

/// <summary>The label sets of a column that has more than one number. Its memory is used again.</summary>
sealed class SampleRows
{
    byte[][] labels = [];
    double[] values = [];
    double[] created = [];

    internal SampleRows()
    {
    }

    /// <summary>The column's only number so far.</summary>
    internal SampleRows(double value) => (labels, values) = ([[]], [value]);

    /// <summary>Without those that all series of the writer have.</summary>
    internal byte[][] Labels => labels;

    internal double[] Values => values;

    /// <summary>NaN where nobody says; may be shorter than the labels.</summary>
    internal double[] Created => created;

    internal ExemplarTexts? Exemplars { get; set; }

    internal void Create(int index, double seconds)
    {
        if (created.Length <= index)
        {
            var known = created.Length;
            Array.Resize(ref created, Math.Max(index + 1, labels.Length));
            created.AsSpan(known).Fill(double.NaN);
        }

        created[index] = seconds;
    }

    internal void Grow(int width)
    {
        var capacity = Math.Max(labels.Length + 1, labels.Length * 3 / 2);
        Array.Resize(ref labels, capacity);
        Array.Resize(ref values, capacity * width);
    }

    internal void Clear()
    {
        Exemplars?.Clear();
        created.AsSpan().Fill(double.NaN);
    }
}
