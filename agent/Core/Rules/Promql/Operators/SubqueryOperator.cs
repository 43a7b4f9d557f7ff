namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The values of an expression at the multiples of a step. Each of them is evaluated once, however many ranges it is in.</summary>
sealed class SubqueryOperator(Subquery subquery, VectorOperator inner, QueryRun run) : MatrixOperator
{
    readonly Dictionary<Labels, Points> byLabels = [];
    readonly List<Points> series = [];
    readonly List<SeriesWindow> result = [];
    readonly long range = PromqlDuration.Milliseconds(subquery.Range);
    readonly long step = Math.Max(1, PromqlDuration.Milliseconds(subquery.Step ?? run.Limits.SubqueryStep));
    long evaluatedUpTo;

    internal override TimeSpan Range => subquery.Range;

    internal override long EndAt(long time) => subquery.Time.Apply(time, run.Start, run.End);

    internal override void Begin(long from, long to)
    {
        byLabels.Clear();
        series.Clear();
        evaluatedUpTo = long.MinValue;
        inner.Begin(FirstStep(EndAt(from) - range), EndAt(to));
    }

    internal override List<SeriesWindow> At(long time)
    {
        var end = EndAt(time);
        for (var at = Math.Max(FirstStep(end - range), evaluatedUpTo == long.MinValue ? long.MinValue : evaluatedUpTo + step); at <= end; at += step)
        {
            evaluatedUpTo = at;
            var held = run.Held;
            var vector = inner.At(at);
            foreach (var (labels, value) in vector)
                PointsOf(labels).Add(at, value);
            run.Release(held);
            // Steps that find nothing count too, as there may be endlessly many.
            run.Count(vector.Count + 1);
        }

        result.Clear();
        foreach (var points in series)
        {
            var window = SampleSearch.Between(points.Window, end - range, end);
            if (window.Times.Length == 0)
                continue;
            result.Add(window);
            run.Count(window.Times.Length);
        }

        return result;
    }

    /// <summary>The first multiple of the step after a time.</summary>
    long FirstStep(long after)
    {
        var first = after / step * step;
        return first <= after ? first + step : first;
    }

    Points PointsOf(Labels labels)
    {
        if (!byLabels.TryGetValue(labels, out var points))
        {
            byLabels[labels] = points = new(labels);
            series.Add(points);
        }

        return points;
    }

    sealed class Points(Labels labels)
    {
        long[] times = new long[16];
        double[] values = new double[16];
        int count;

        internal SeriesWindow Window => new(labels, times.AsMemory(0, count), values.AsMemory(0, count));

        internal void Add(long time, double value)
        {
            if (count == times.Length)
            {
                Array.Resize(ref times, count * 2);
                Array.Resize(ref values, count * 2);
            }

            (times[count], values[count]) = (time, value);
            count++;
        }
    }
}
