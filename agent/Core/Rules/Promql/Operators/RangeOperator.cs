namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The samples of a range selector.</summary>
sealed class RangeOperator(MatrixSelector matrix, QueryRun run) : MatrixOperator
{
    readonly List<SeriesWindow> series = [];
    readonly SeriesOrder order = new();
    readonly List<SeriesWindow> result = [];
    readonly long range = PromqlDuration.Milliseconds(matrix.Range);

    internal override TimeSpan Range => matrix.Range;

    internal override long EndAt(long time) => matrix.Selector.Time.Apply(time, run.Start, run.End);

    internal override void Begin(long from, long to)
    {
        run.Select(matrix.Selector.Matchers, EndAt(from) - range + 1, EndAt(to), series);
        order.Apply(series);
    }

    internal override List<SeriesWindow> At(long time)
    {
        result.Clear();
        var end = EndAt(time);
        foreach (var one in series)
        {
            var window = SampleSearch.Between(one, end - range, end);
            if (window.Times.Length == 0)
                continue;
            result.Add(window);
            run.Count(window.Times.Length);
        }

        return result;
    }
}
