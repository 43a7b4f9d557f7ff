using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

/// <summary>An evaluator keeps what it has learned about series and shares it between expressions: its answers must not show it.</summary>
internal sealed class EvaluatorMemoryTests
{
    const long Step = 15_000;
    const int Rounds = 200;

    static readonly Expression[] Expressions =
    [
        .. new[]
        {
            "x", "x > 1", "x > 2", "x >= bool 2", "3 < x", "(x) > 1", "x / x > 0", "-x > -3", "sum by (job) (x) > 3", "sum by (job) (x) > 5", "x - on (i) y > 0", "x - on (i) y > 1",
            "x and on (i) y", "rate(x[5m]) > 0", "rate(x[5m]) > 0.01", "rate(x[5m]) / rate(x[5m]) > 0", "max_over_time(x[5m:1m]) > 1", "max_over_time(rate(x[2m])[5m:1m]) > 0",
            "histogram_quantile(0.9, x) > 1", "histogram_quantile(0.9, x) > 2", "histogram_quantile(0.5, rate(x[5m])) > 1", "histogram_quantile(0.5, rate(x[5m])) > 3", "topk(3, x) > 1",
            "sort(x) > 1", "label_replace(x, \"i\", \"0\", \"le\", \"1\") > 0", "absent(x) > 0", "absent(x) > 1", "timestamp(x) > 100", "{i=\"1\"} > 0", "abs(x) > 1", "count_values(\"v\", x) > 1",
        }.Select(PromqlParser.Parse),
    ];

    [Test]
    public void An_evaluator_that_has_seen_much_answers_as_a_new_one()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var random = new Random(seed);
            var series = new ChangingSeries(random);
            var old = new Evaluator(series);
            for (var round = 1; round <= Rounds; round++)
            {
                series.Change();
                var time = round * Step;
                foreach (var expression in Expressions)
                    Assert.That(Answer(old, expression, time), Is.EqualTo(Answer(new(series), expression, time)), $"seed {seed}, round {round}: {expression}");
            }
        }
    }

    [Test]
    public void A_bucket_that_is_new_belongs_to_the_histogram_whose_others_were_there_before()
    {
        var series = new ChangingSeries(new Random(1));
        var old = new Evaluator(series);
        var quantile = PromqlParser.Parse("histogram_quantile(0.9, x)");
        string[] bounds = ["1", "+Inf"];
        series.Show(labels => bounds.Contains(labels["le"]));
        old.Instant(quantile, Step);
        series.Show(labels => labels["i"] == "0" && bounds.Contains(labels["le"]));
        old.Instant(quantile, 2 * Step);
        series.Show(labels => labels["le"] != "none");
        var answer = Answer(old, quantile, 3 * Step);
        Assert.That(answer, Is.EqualTo(Answer(new(series), quantile, 3 * Step)));
        Assert.That(answer, Does.Contain("{i=\"1\",job=\"1\"}"));
    }

    static string Answer(Evaluator evaluator, Expression expression, long time)
    {
        try
        {
            var result = evaluator.Instant(expression, time);
            return string.Join('\n', [.. result.Vector.Select(sample => $"{sample.Labels} {sample.Value}"), .. result.Warnings]);
        }
        catch (EvaluationException error)
        {
            return error.Message;
        }
    }

    /// <summary>Some come, some go, and now and then they are in another order.</summary>
    sealed class ChangingSeries(Random random) : ISeriesSource
    {
        static readonly long[] Times = [.. Enumerable.Range(0, Rounds + 1).Select(i => i * Step)];

        readonly SeriesWindow[] all =
        [
            .. from name in new[] { "x", "y" }
               from i in Enumerable.Range(0, 6)
               from le in new[] { "1", "2", "+Inf", "none" }
               where name == "x" || le == "1"
               select new SeriesWindow(
                   Labels.Of((Labels.MetricName, name), ("i", $"{i}"), ("job", $"{i % 2}"), ("le", name == "x" ? le : "")),
                   Times,
                   Times.Select(_ => (double)random.Next(5)).ToArray()),
        ];

        bool[] isThere = [];

        internal void Show(Predicate<Labels> shown) => isThere = [.. all.Select(series => shown(series.Labels))];

        internal void Change()
        {
            if (random.Next(3) == 0 || isThere.Length == 0)
                isThere = [.. all.Select(_ => random.Next(3) > 0)];
            if (random.Next(5) == 0)
                random.Shuffle(all);
            // As after it was forgotten: the same labels, and not the same object.
            if (random.Next(5) == 0)
                all[0] = all[0] with { Labels = Labels.Of(all[0].Labels.ToArray()) };
        }

        public void Select(IReadOnlyList<LabelMatcher> matchers, long from, long to, ICollection<SeriesWindow> into)
        {
            var (start, end) = (Math.Max(0, (int)((from + Step - 1) / Step)), (int)Math.Min(to / Step, Times.Length - 1) + 1);
            foreach (var (series, there) in all.Zip(isThere))
            {
                if (there && start < end && LabelMatcher.All(matchers, series.Labels))
                    into.Add(new(series.Labels, series.Times[start..end], series.Values[start..end]));
            }
        }
    }
}
