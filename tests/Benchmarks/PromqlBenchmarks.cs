using BenchmarkDotNet.Attributes;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Benchmarks;

/// <summary>The expressions of 200 rules over 10,000 series with two hours of samples, once.</summary>
[MemoryDiagnoser]
public class PromqlBenchmarks
{
    const int Metrics = 100;
    const int SeriesPerMetric = 100;
    const int Samples = 480;
    const long Interval = 15_000;

    readonly TwoHours series = new();
    readonly Expression[] rules = [.. Enumerable.Range(0, Metrics).SelectMany(Rules).Select(PromqlParser.Parse)];
    readonly Evaluator evaluator;

    public PromqlBenchmarks() => evaluator = new(series);

    [Benchmark]
    public int Evaluate()
    {
        var found = 0;
        foreach (var rule in rules)
            found += evaluator.Instant(rule, (Samples - 1) * Interval).Vector.Count;
        return found;
    }

    static string[] Rules(int metric) => metric % 2 == 0
        ? [$"sum by (job) (rate(m{metric}[5m])) / on (job) sum by (job) (rate(m{metric}[1h])) > 2", $"increase(m{metric}{{job=~\"j1|j2\"}}[10m]) > 1000"]
        : [$"avg by (instance) (avg_over_time(m{metric}[5m])) > 90", $"m{metric}{{job!=\"j0\"}} > 99 and m{metric} offset 5m > 50"];

    sealed class TwoHours : ISeriesSource
    {
        readonly Dictionary<string, List<SeriesWindow>> byName = [];

        internal TwoHours()
        {
            var random = new Random(1);
            long[] times = [.. Enumerable.Range(0, Samples).Select(i => i * Interval)];
            for (var metric = 0; metric < Metrics; metric++)
            {
                byName[$"m{metric}"] = [.. Enumerable.Range(0, SeriesPerMetric).Select(s => new SeriesWindow(
                    Labels.Of((Labels.MetricName, $"m{metric}"), ("instance", $"i{s % 10}"), ("job", $"j{s % 5}"), ("path", $"/p{s}")), times, Values(metric, random)))];
            }
        }

        public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
        {
            foreach (var window in byName[matchers[^1].Value])
            {
                if (LabelMatcher.All(matchers, window.Labels))
                    into.Add(window);
            }
        }

        static double[] Values(int metric, Random random)
        {
            var total = 0.0;
            return [.. Enumerable.Range(0, Samples).Select(_ => metric % 2 == 0 ? total += random.Next(10) : random.NextDouble() * 100)];
        }
    }
}
