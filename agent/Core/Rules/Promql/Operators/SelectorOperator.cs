namespace MetricsAgent.Rules.Promql.Operators;

/// <summary>The newest value of each series that is not older than the look-back and not a series' end.</summary>
sealed class SelectorOperator(VectorSelector selector, QueryRun run) : VectorOperator
{
    readonly SeriesOrder order = new();
    readonly List<VectorSample> sampled = [];
    readonly long lookBack = PromqlDuration.Milliseconds(run.Limits.LookBack);
    List<SeriesWindow> series = [];

    internal override void Begin(long from, long to)
    {
        var first = selector.Time.Apply(from, run.Start, run.End) - lookBack + 1;
        series = run.Select(selector.Matchers, first, selector.Time.Apply(to, run.Start, run.End));
        order.Apply(series);
    }

    /// <summary>Seconds since 1970 of each sample, in place of its value.</summary>
    internal List<VectorSample> TimesAt(long time)
    {
        sampled.Clear();
        Read(time, asTimes: true, sampled);
        return sampled;
    }

    protected override void Evaluate(long time, List<VectorSample> result) => Read(time, asTimes: false, result);

    void Read(long time, bool asTimes, List<VectorSample> result)
    {
        var reference = selector.Time.Apply(time, run.Start, run.End);
        foreach (var (labels, times, values) in series)
        {
            var newest = SampleSearch.CountUpTo(times.Span, reference) - 1;
            if (newest < 0 || times.Span[newest] <= reference - lookBack)
                continue;
            var value = values.Span[newest];
            if (!StaleMarker.Is(value))
                result.Add(new(labels, asTimes ? times.Span[newest] / 1000.0 : value));
        }

        run.Count(result.Count);
    }
}
