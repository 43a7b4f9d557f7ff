using System.Text;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>A table of the console that has a name in its first column and the value in its second; the other rows are left out.</summary>
internal sealed class ConsoleFacts(ConsoleColumn[] columns) : IConsoleTable
{
    readonly byte[][] names = [.. from column in columns select Encoding.UTF8.GetBytes(column.Name)];
    readonly double[] values = new double[columns.Length];
    bool isReadable;

    public void Describe(IReadOnlyList<string> names) => isReadable = names.Count >= 2;

    public void Clear() => Array.Fill(values, double.NaN);

    public void Add(ConsoleRow row)
    {
        for (var i = 0; isReadable && i < columns.Length; i++)
        {
            if (row.Text(0).SequenceEqual(names[i]))
                values[i] = row.Number(1);
        }
    }

    public void Emit(Samples samples)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!double.IsNaN(values[i]))
                samples.Add(columns[i].Family, values[i]);
        }
    }
}
