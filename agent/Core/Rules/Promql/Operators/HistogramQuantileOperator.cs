using MetricsAgent.Rules.Promql.Functions;

namespace MetricsAgent.Rules.Promql.Operators;

/// <summary><c>histogram_quantile(q, v)</c> of the buckets of classic histograms.</summary>
sealed class HistogramQuantileOperator(ScalarOperator quantile, VectorOperator inner, QueryRun run) : VectorOperator
{
    const string BoundLabel = "le";

    readonly ResultLabels<Labels> histograms = new(labels => labels.Without([BoundLabel]));
    readonly ResultLabels<Labels> results = new(labels => labels.Without([BoundLabel, Labels.MetricName]));
    readonly Dictionary<string, double?> bounds = [];
    readonly Dictionary<Labels, List<Bucket>> byHistogram = [];
    readonly List<Labels> order = [];
    readonly UniqueSeries unique = new();

    internal override void Begin(long from, long to)
    {
        quantile.Begin(from, to);
        inner.Begin(from, to);
        histograms.Begin();
        results.Begin();
        byHistogram.Clear();
        bounds.Clear();
    }

    protected override void Evaluate(long time, List<VectorSample> result)
    {
        var q = quantile.At(time);
        run.WarnOfQuantile(q);
        order.Clear();
        foreach (var buckets in byHistogram.Values)
            buckets.Clear();
        foreach (var sample in inner.At(time))
            Add(sample);

        foreach (var histogram in order)
        {
            var value = BucketQuantile.Of(q, byHistogram[histogram], out var isCorrected);
            if (isCorrected)
                run.Warn($"PromQL info: input to histogram_quantile needed to be fixed for monotonicity for metric name {GoQuote.Text(histogram.Name)}");
            result.Add(new(results.Of(histogram), value));
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
        if (!byHistogram.TryGetValue(histogram, out var buckets))
            byHistogram[histogram] = buckets = [];
        if (buckets.Count == 0)
            order.Add(histogram);
        buckets.Add(new(upper, sample.Value));
    }

    double? BoundOf(string text)
    {
        if (!bounds.TryGetValue(text, out var bound))
            bounds[text] = bound = GoFloat.Parse(text);
        return bound;
    }
}
