using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>histogram_quantile(q, v)</c> of the buckets of classic histograms.</summary>
sealed class HistogramQuantileOperator : VectorOperator
{
    const string BoundLabel = "le";

    readonly Dictionary<Labels, Histogram> byLabels = [];
    readonly Remembered<Labels, Histogram> histograms;
    readonly Remembered<Labels, Labels> results = new(labels => labels.Without([BoundLabel, Labels.MetricName]));
    readonly Dictionary<string, double?> bounds = [];
    readonly List<Histogram> order = [];
    readonly UniqueSeries unique;
    readonly ScalarOperator quantile;
    readonly VectorOperator inner;
    readonly QueryRun run;

    internal HistogramQuantileOperator(ScalarOperator quantile, VectorOperator inner, QueryRun run)
    {
        (this.quantile, this.inner, this.run) = (quantile, inner, run);
        unique = new(run);
        histograms = new(Find);
    }

    internal override void Begin(long from, long to)
    {
        quantile.Begin(from, to);
        inner.Begin(from, to);
        histograms.Begin();
        results.Begin();
        bounds.Clear();
        if (byLabels.Count > 2 * order.Count)
            Forget();
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var q = quantile.At(time);
        run.WarnOfQuantile(q);
        foreach (var histogram in order)
            histogram.Buckets.Clear();
        order.Clear();
        foreach (var sample in inner.At(time))
            Add(sample);

        foreach (var histogram in order)
        {
            var value = BucketQuantile.Of(q, histogram.Buckets, out var isCorrected);
            if (isCorrected)
                run.Warn($"PromQL info: input to histogram_quantile needed to be fixed for monotonicity for metric name {GoQuote.Text(histogram.Labels.Name)}");
            result.Add(new(results.Of(histogram.Labels), value));
        }

        unique.Demand(result);
    }

    void Add(VectorSample sample)
    {
        var bound = sample.Labels[BoundLabel];
        if (BoundOf(bound) is not { } upper)
        {
            run.Warn($"PromQL warning: bucket label \"le\" is missing or has a malformed value of {GoQuote.Text(bound)} for metric name {GoQuote.Text(sample.Labels.Name)}");
            return;
        }

        var histogram = histograms.Of(sample.Labels);
        if (histogram.Buckets.Count == 0)
            order.Add(histogram);
        histogram.Buckets.Add(new(upper, sample.Value));
    }

    /// <summary>All buckets of one histogram have the same one.</summary>
    Histogram Find(Labels bucket)
    {
        var labels = bucket.Without([BoundLabel]);
        if (!byLabels.TryGetValue(labels, out var histogram))
            byLabels.Add(labels, histogram = new(labels));
        return histogram;
    }

    /// <summary>Most of them are gone. Buckets that stay must not go on to have another one than those that come.</summary>
    void Forget()
    {
        byLabels.Clear();
        histograms.Clear();
    }

    double? BoundOf(string text)
    {
        if (!bounds.TryGetValue(text, out var bound))
            bounds[text] = bound = GoFloat.Parse(text);
        return bound;
    }
}
