using System.Runtime.InteropServices;
using MetricsAgent.Metrics;

namespace MetricsAgent.History;

/// <summary>
/// A family of which something is kept: its label sets, each read once, beside the series of their numbers. Snapshots have them in much
/// the same order every time, so the row after the last one found is tried before hashing.
/// </summary>
sealed class KeptFamily
{
    readonly SeriesTable table;
    readonly FamilyLine[] lines;
    readonly Dictionary<SampleLabels, int> found = new(SampleLabels.Comparer.Instance);
    readonly List<Row> rows = [];

    /// <summary>For every row, one for each line; null where nothing reads that one.</summary>
    readonly List<HistorySeries?> series = [];

    int next;

    KeptFamily(SeriesTable table, FamilyLine[] lines) => (this.table, this.lines) = (table, lines);

    /// <summary>The tick at which it was there last.</summary>
    internal long LastTick { get; private set; }

    /// <returns>Null when nothing of it is kept.</returns>
    internal static KeptFamily? Of(Family family, SeriesTable table)
    {
        FamilyLine[] lines = [.. FamilyLine.Of(family).Where(line => table.Keeps(line.Name))];
        return lines.Length == 0 ? null : new(table, lines);
    }

    /// <summary>What a snapshot has of it at a tick; several collectors may have some.</summary>
    internal void Append(SampleColumn column, long tick)
    {
        if (LastTick != tick)
            next = 0;
        LastTick = tick;
        for (var i = 0; i < column.Count; i++)
        {
            var row = Find(column.Labels(i), tick);
            Append(CollectionsMarshal.AsSpan(series).Slice(row * lines.Length, lines.Length), column.Values(i), tick);
        }
    }

    /// <summary>A label set's numbers at a tick.</summary>
    void Append(Span<HistorySeries?> row, ReadOnlySpan<double> numbers, long tick)
    {
        HistorySeries? neighbour = null;
        // What the neighbour had before this tick.
        SeriesValues? before = null;
        for (var l = 0; l < row.Length; l++)
        {
            if (row[l] is not { } one || (one.IsForgotten && (row[l] = one = table.Open(one.Labels)!) is null))
                continue;
            if (one.Values.IsLeft)
                one.Leave();
            var value = numbers[lines[l].Number];
            var had = one.Values;
            if (had == before)
            {
                one.Follow(neighbour!, value);
            }
            // Another collector may have had the same series in this tick.
            else if (one.Next > tick)
            {
                (neighbour, before) = (null, null);
                continue;
            }
            else if (neighbour is null || !one.TryJoin(neighbour, value))
            {
                one.Append(tick, value);
            }

            (neighbour, before) = (one, had);
        }
    }

    /// <summary>Forgets the label sets that were there before a tick and not since.</summary>
    internal void Forget(long tick)
    {
        if (!rows.Exists(row => row.LastTick < tick))
            return;
        var kept = 0;
        found.Clear();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].LastTick < tick)
                continue;
            for (var l = 0; l < lines.Length; l++)
                series[(kept * lines.Length) + l] = series[(i * lines.Length) + l];
            rows[kept] = rows[i];
            found[rows[i].Labels] = kept++;
        }

        rows.RemoveRange(kept, rows.Count - kept);
        series.RemoveRange(kept * lines.Length, series.Count - (kept * lines.Length));
        next = 0;
    }

    int Find(SampleLabels labels, long tick)
    {
        var index = next < rows.Count && rows[next].Labels == labels ? next : found.GetValueOrDefault(labels, rows.Count);
        next = index + 1;
        if (index < rows.Count)
        {
            rows[index] = new(labels, tick);
            return index;
        }

        found.Add(labels, index);
        rows.Add(new(labels, tick));
        foreach (var line in lines)
            series.Add(table.Open(line, labels));
        return index;
    }

    readonly record struct Row(SampleLabels Labels, long LastTick);
}
