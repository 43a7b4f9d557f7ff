using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// The rows of one statement that selects labels as text, then <see cref="ViewColumn.Select"/>. A family takes those labels that it
/// declares. Kept from poll to poll.
/// </summary>
/// <param name="labels">Names of the label columns, in their order.</param>
internal sealed class ViewRows(ViewColumn[] columns, params string[] labels)
{
    /// <summary>For each column, where its family's labels are.</summary>
    readonly int[][] positions = [.. from column in columns select Positions(column.Family, labels)];

    readonly List<Row> rows = [];
    int count;

    /// <summary>The labels of each row.</summary>
    internal IEnumerable<IReadOnlyList<string>> Labels => from row in rows.Take(count) select row.Labels;

    /// <summary>Of a column, over all rows that have it.</summary>
    internal double Sum(int column) => rows.Take(count).Select(row => row.Values[column]).Where(value => !double.IsNaN(value)).Sum();

    internal async ValueTask ReadAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        for (count = 0; await reader.ReadAsync(cancel); count++)
        {
            if (count == rows.Count)
                rows.Add(new(new string[labels.Length], new double[columns.Length]));
            rows[count].Read(reader);
        }
    }

    internal void Emit(Samples samples)
    {
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < columns.Length; column++)
            {
                if (!double.IsNaN(rows[row].Values[column]))
                    Emit(samples, columns[column].Family, rows[row].Values[column], rows[row].Labels, positions[column]);
            }
        }
    }

    static void Emit(Samples samples, Family family, double value, string[] texts, int[] at)
    {
        switch (at)
        {
            case []: samples.Add(family, value); break;
            case [var a]: samples.Add(family, value, texts[a]); break;
            case [var a, var b]: samples.Add(family, value, texts[a], texts[b]); break;
            case [var a, var b, var c]: samples.Add(family, value, texts[a], texts[b], texts[c]); break;
            default: samples.Add(family, value, [.. from i in at select texts[i]]); break;
        }
    }

    static int[] Positions(Family family, string[] labels) =>
    [
        .. from label in family.Labels
           let position = Array.IndexOf(labels, label)
           select position >= 0 ? position : throw new ArgumentException($"{family}: the statement does not select '{label}'."),
    ];

    /// <summary>Texts are empty and numbers NaN where the server has none.</summary>
    sealed record Row(string[] Labels, double[] Values)
    {
        internal void Read(NpgsqlDataReader reader)
        {
            for (var i = 0; i < Labels.Length; i++)
                Labels[i] = reader.Text(i);
            for (var i = 0; i < Values.Length; i++)
                Values[i] = reader.IsDBNull(Labels.Length + i) ? double.NaN : reader.GetDouble(Labels.Length + i);
        }
    }
}
