using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>A table of the console with a series for each number of each row. Columns are found by name: every version has others.</summary>
/// <param name="labels">Columns that are the labels of all the families, in their order.</param>
internal sealed class ConsoleRows(ConsoleColumn[] columns, params string[] labels) : IConsoleTable
{
    const int Absent = -1;

    readonly int[] labelsAt = new int[labels.Length];
    readonly (int Value, int Microseconds)[] valuesAt = new (int, int)[columns.Length];
    readonly List<Row> rows = [];
    int count;

    public void Describe(IReadOnlyList<string> names)
    {
        for (var i = 0; i < labels.Length; i++)
            labelsAt[i] = At(names, labels[i]);
        for (var i = 0; i < columns.Length; i++)
        {
            var value = At(names, columns[i].Name);
            valuesAt[i] = (value == Absent ? At(names, columns[i].Alias) : value, At(names, columns[i].Microseconds));
        }
    }

    public void Clear() => count = 0;

    public void Add(ConsoleRow row)
    {
        if (count == rows.Count)
            rows.Add(new(labels.Length, columns.Length));
        var kept = rows[count++];
        for (var i = 0; i < labels.Length; i++)
        {
            kept.Texts[i].Set(labelsAt[i] == Absent ? [] : row.Text(labelsAt[i]));
            kept.Labels[i] = kept.Texts[i].Text;
        }

        for (var i = 0; i < columns.Length; i++)
        {
            var (value, microseconds) = valuesAt[i];
            kept.Values[i] = value == Absent ? double.NaN : row.Number(value) * columns[i].Scale;
            if (microseconds != Absent)
                kept.Values[i] += row.Number(microseconds) / 1e6;
        }
    }

    public void Emit(Samples samples)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            for (var row = 0; row < count; row++)
            {
                if (!double.IsNaN(rows[row].Values[i]))
                    samples.Add(columns[i].Family, rows[row].Values[i], rows[row].Labels);
            }
        }
    }

    static int At(IReadOnlyList<string> names, string? name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        return Absent;
    }

    sealed class Row
    {
        internal readonly CachedText[] Texts;
        internal readonly string[] Labels;
        internal readonly double[] Values;

        internal Row(int labels, int values)
        {
            (Texts, Labels, Values) = (new CachedText[labels], new string[labels], new double[values]);
            Array.Fill(Texts, new());
        }
    }
}
