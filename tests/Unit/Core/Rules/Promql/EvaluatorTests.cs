using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Tests.Unit.Core.Rules.Promql;

/// <summary>What a real Prometheus cannot be filled with, and what only we promise. All else is compared with one in the contract tests.</summary>
internal sealed class EvaluatorTests
{
    const long Minute = 60_000;

    [Test]
    public void A_series_that_has_ended_is_gone_at_once()
    {
        const string Series = "up 1 1 stale _ _ 1";
        Check(
            Series,
            ("up", 1, "up 1"),
            ("up", 2, ""),
            ("up", 4, ""),
            ("up", 5, "up 1"),
            ("up offset 1m", 2, "up 1"),
            ("absent(up)", 2, "{} 1"));
    }

    [Test]
    public void A_series_without_an_end_goes_on_for_the_look_back_and_not_a_millisecond_longer()
    {
        var series = MemorySeries.Load("up 1");
        var up = PromqlParser.Parse("up");
        Assert.That(new Evaluator(series).Instant(up, (5 * Minute) - 1).Vector, Has.Count.EqualTo(1));
        Assert.That(new Evaluator(series).Instant(up, 5 * Minute).Vector, Is.Empty);
        Assert.That(new Evaluator(series, new() { LookBack = TimeSpan.FromMinutes(1) }).Instant(up, Minute).Vector, Is.Empty);
    }

    [Test]
    public void Ranges_leave_out_their_start_and_the_marks_of_ends()
    {
        const string Series = "x 0 1 2 stale 4 5";
        Check(
            Series,
            ("count_over_time(x[2m])", 2, "{} 2"),
            ("count_over_time(x[5m])", 5, "{} 4"),
            ("sum_over_time(x[10m])", 5, "{} 12"),
            ("last_over_time(x[2m])", 3, "x 2"),
            ("rate(x[5m])", 5, "{} 0.016666666666666666"));
        Check("x NaN NaN 3", ("count_over_time(x[3m])", 2, "{} 3"));
    }

    [Test]
    public void A_subquery_sees_series_only_where_they_are()
    {
        Check("x 1 2 stale _ _ 6", ("count_over_time(x[5m:1m])", 5, "{} 2"));
        Check("x 1 2 3 4 5 6", ("sum_over_time((x > 2)[5m:1m])", 5, "{} 18"));
        Check("x 0+1x60", ("max_over_time(rate(x[5m])[10m:1m])", 30, "{} 0.016666666666666666"));
    }

    [Test]
    public void Counters_that_begin_anew_do_not_go_down()
    {
        Check(
            "x 0 10 20 5 15",
            ("increase(x[5m])", 4, "{} 35"),
            ("resets(x[5m])", 4, "{} 1"),
            ("delta(x[5m])", 4, "{} 18.75"));
    }

    [Test]
    public void Groups_and_matches_keep_the_labels_that_Prometheus_keeps()
    {
        const string Series = """
            errors{job="a",code="500"} 5
            errors{job="b",code="500"} 1
            requests{job="a"} 100
            requests{job="b"} 50
            """;
        Check(
            Series,
            ("sum by (code) (errors)", 0, "{code=\"500\"} 6"),
            ("errors / on (job) requests", 0, "{job=\"a\"} 0.05; {job=\"b\"} 0.02"),
            ("errors / on (job) group_left requests > 0.02", 0, "{code=\"500\",job=\"a\"} 0.05"),
            ("requests and on (job) errors > 2", 0, "requests{job=\"a\"} 100"),
            ("topk(1, {__name__=~\"errors|requests\"})", 0, "requests{job=\"a\"} 100"));
    }

    [Test]
    public void What_cannot_be_evaluated_is_told_in_Prometheus_words()
    {
        const string Series = "a{x=\"1\"} 1\na{x=\"2\"} 2\nb{x=\"1\"} 1";
        Fails(
            Series,
            ("a + on () b", "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"),
            ("b + on () a", "found duplicate series for the match group {} on the right hand-side of the operation: [a{x=\"2\"}, a{x=\"1\"}];many-to-many matching not allowed: matching labels must be unique on one side"),
            ("-{__name__=~\"a|b\"}", "vector cannot contain metrics with the same labelset"),
            ("label_replace(a, \"x\", \"3\", \"x\", \".*\")", "vector cannot contain metrics with the same labelset"),
            ("topk(NaN, a)", "Scalar value NaN overflows int64"),
            ("label_replace(a, \"y\", \"\", \"x\", \"(\")", "invalid regular expression in label_replace(): ("));
    }

    [Test]
    public void An_evaluation_ends_at_its_limits()
    {
        var series = MemorySeries.Load("x 0+1x100");
        var costly = PromqlParser.Parse("sum_over_time(x[1h])");
        var limited = new Evaluator(series, new() { Samples = 50 });
        Assert.That(() => limited.Instant(costly, 90 * Minute),
            Throws.TypeOf<EvaluationException>().With.Message.EqualTo("query processing would load too many samples into memory in query execution"));
        Assert.That(limited.Instant(PromqlParser.Parse("x"), 90 * Minute).Vector, Has.Count.EqualTo(1), "the next one begins anew");

        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        Assert.That(() => new Evaluator(series, new() { Cancel = cancel.Token }).Instant(costly, 90 * Minute),
            Throws.TypeOf<EvaluationException>().With.Message.EqualTo("query was canceled in expression evaluation"));
        Assert.That(() => new Evaluator(series, new() { Samples = 1000 }).Range(PromqlParser.Parse("1"), 0, long.MaxValue, 1), Throws.TypeOf<EvaluationException>());
        Assert.That(() => new Evaluator(series, new() { Samples = 1000 }).Instant(PromqlParser.Parse("sum_over_time(nothing[1y:1ms])"), 0), Throws.TypeOf<EvaluationException>());
        Assert.That(limited.Range(PromqlParser.Parse("sum_over_time(x[30m])"), 40 * Minute, 50 * Minute, Minute).Matrix, Has.Count.EqualTo(1), "a step gives back what it has read");
    }

    [Test]
    public void Times_that_nothing_can_be_at_are_no_trouble()
    {
        foreach (var text in new[] { "x @ 9.2e15", "rate(x[290y])", "sum_over_time(x[1h:1m] @ 9.2e15)", "x offset -290y", "max_over_time(x[5m:1m] @ -9.2e15 offset 290y)" })
        {
            foreach (var time in new[] { long.MinValue, 0, long.MaxValue })
                Assert.That(new Evaluator(MemorySeries.Load("x 1+1x10")).Instant(PromqlParser.Parse(text), time).Vector, Has.Count.LessThanOrEqualTo(1), text);
        }
    }

    [Test]
    public void A_range_query_has_every_step_and_no_range_vectors()
    {
        var evaluator = new Evaluator(MemorySeries.Load("x 0+1x10"));
        var points = evaluator.Range(PromqlParser.Parse("x * 2"), 0, 5 * Minute, 2 * Minute).Matrix.Single();
        Assert.That(points.Times, Is.EqualTo(new[] { 0, 2 * Minute, 4 * Minute }));
        Assert.That(points.Values, Is.EqualTo(new[] { 0.0, 4, 8 }));
        Assert.That(() => evaluator.Range(PromqlParser.Parse("x[5m]"), 0, 1, 1),
            Throws.TypeOf<EvaluationException>().With.Message.EqualTo("invalid expression type \"range vector\" for range query, must be Scalar or instant Vector"));
        Assert.That(() => evaluator.Range(PromqlParser.Parse("x"), 1, 0, 1), Throws.TypeOf<EvaluationException>());
        Assert.That(() => evaluator.Range(PromqlParser.Parse("x"), 0, 1, 0), Throws.TypeOf<EvaluationException>());
    }

    [Test]
    public void What_is_doubtful_is_warned_about()
    {
        var evaluator = new Evaluator(MemorySeries.Load("x 1\nb_bucket{le=\"1\"} 5\nb_bucket{le=\"2\"} 3\nb_bucket{le=\"+Inf\"} 9"));
        Check("quantile(1.5, x)", "PromQL warning: quantile value should be between 0 and 1, got 1.5");
        Check("histogram_quantile(0.5, x)", "PromQL warning: bucket label \"le\" is missing or has a malformed value of \"\" for metric name \"x\"");
        Check("histogram_quantile(0.5, b_bucket)", "PromQL info: input to histogram_quantile needed to be fixed for monotonicity for metric name \"b_bucket\"");
        Assert.That(evaluator.Instant(PromqlParser.Parse("quantile(0.5, x)"), 0).Warnings, Is.Empty);

        void Check(string text, string want) => Assert.That(evaluator.Instant(PromqlParser.Parse(text), 0).Warnings, Is.EqualTo(new[] { want }));
    }

    [Test]
    public void An_evaluator_that_is_used_again_answers_as_a_new_one()
    {
        var series = MemorySeries.Load("x{a=\"1\"} 0+1x20 stale\nx{a=\"2\"} _ _ _ 1+2x20\ny{a=\"2\"} 5x30");
        var kept = new Evaluator(series);
        foreach (var text in new[] { "x + on (a) y", "sum by (a) (rate(x[5m]))", "max_over_time(x[5m:1m])", "topk(1, x)", "count_values(\"v\", x)", "x or y", "quantile(0.5, x)" })
        {
            var expression = PromqlParser.Parse(text);
            for (var time = 0; time < 30; time++)
                Assert.That(kept.Instant(expression, time * Minute).Vector, Is.EqualTo(new Evaluator(series).Instant(expression, time * Minute).Vector), text);
        }
    }

    static void Check(string lines, params (string Text, int Minutes, string Want)[] cases)
    {
        foreach (var (text, minutes, want) in cases)
        {
            var result = new Evaluator(MemorySeries.Load(lines)).Instant(PromqlParser.Parse(text), minutes * Minute);
            Assert.That(string.Join("; ", result.Vector.Select(sample => $"{sample.Labels} {PromqlNumber.Format(sample.Value)}")), Is.EqualTo(want), text);
        }
    }

    static void Fails(string lines, params (string Text, string Want)[] cases)
    {
        foreach (var (text, want) in cases)
            Assert.That(() => new Evaluator(MemorySeries.Load(lines)).Instant(PromqlParser.Parse(text), 0), Throws.TypeOf<EvaluationException>().With.Message.EqualTo(want), text);
    }
}
