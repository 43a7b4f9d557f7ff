using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

/// <summary>Rules are evaluated again and again on the same series: what that allocates is the result.</summary>
internal sealed class EvaluatorAllocationTests
{
    const int SeriesCount = 1000;
    const int ResultSize = 4096;

    static readonly AllSeries Series = new();

    [Test]
    public void An_expression_that_is_evaluated_again_allocates_nothing_for_the_series_it_reads()
    {
        var evaluator = new Evaluator(Series);
        var time = 100 * 15_000L;
        foreach (var text in new[]
        {
            "sum by (job) (rate(x[5m])) > 0.5", "count(x{instance=~\"1.\"} > 10)", "sum(x and on (instance) x)", "max(x - on (instance) group_left x)", "count(avg_over_time(x[10m]) > 1e9)",
            "histogram_quantile(0.9, sum by (job, le) (x))", "sum(max_over_time(x[5m]) / min_over_time(x[5m]))",
        })
        {
            var expression = PromqlParser.Parse(text);
            evaluator.Instant(expression, time);
            Assert.That(Allocation.Of(() => evaluator.Instant(expression, time += 15_000)), Is.LessThan(ResultSize), text);
        }
    }

    sealed class AllSeries : ISeriesSource
    {
        readonly List<SeriesWindow> windows = [];

        internal AllSeries()
        {
            long[] times = [.. Enumerable.Range(0, 200).Select(i => i * 15_000L)];
            for (var i = 0; i < SeriesCount; i++)
            {
                var labels = Labels.Of((Labels.MetricName, "x"), ("job", $"j{i % 7}"), ("instance", $"{i}"), ("le", $"{i % 5}"));
                windows.Add(new(labels, times, times.Select(time => (double)time * i).ToArray()));
            }
        }

        public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
        {
            foreach (var window in windows)
            {
                if (LabelMatcher.All(matchers, window.Labels))
                    into.Add(window);
            }
        }
    }
}
