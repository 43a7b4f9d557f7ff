using System.Runtime.InteropServices;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The samples of a range selector.</summary>
sealed class RangeOperator(MatrixSelector matrix, QueryRun run) : MatrixOperator
{
    readonly SeriesOrder order = new();
    readonly long range = PromqlDuration.Milliseconds(matrix.Range);
    List<SeriesWindow> series = [];

    /// <summary>Of one of several steps; that of a single one is made in place.</summary>
    List<SeriesWindow>? ofStep;

    internal override TimeSpan Range => matrix.Range;

    internal override long EndAt(long time) => matrix.Selector.Time.Apply(time, run.Start, run.End);

    internal override void Begin(long from, long to)
    {
        series = run.Select(matrix.Selector.Matchers, EndAt(from) - range + 1, EndAt(to));
        ofStep = from == to ? null : ofStep ?? [];
        order.Apply(series);
    }

    internal override List<SeriesWindow> At(long time)
    {
        var end = EndAt(time);
        var kept = 0;
        ofStep?.Clear();
        foreach (ref readonly var one in CollectionsMarshal.AsSpan(series))
        {
            var window = SampleSearch.Between(one, end - range, end);
            if (window.Times.Length == 0)
                continue;
            if (ofStep is null)
                series[kept++] = window;
            else
                ofStep.Add(window);
            run.Count(window.Times.Length);
        }

        if (ofStep is not null)
            return ofStep;
        series.RemoveRange(kept, series.Count - kept);
        return series;
    }
}
