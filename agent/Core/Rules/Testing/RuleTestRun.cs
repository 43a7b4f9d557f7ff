using System.Globalization;
using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Rules.Testing;

/// <summary>Runs one unit test over groups that nothing else uses, with promtool's verdict.</summary>
public static class RuleTestRun
{
    /// <param name="groups">New ones: they keep their state. All are evaluated at every <paramref name="every"/>, in this order, whatever their own interval.</param>
    /// <returns>What is not as expected, a text for each; none when the test passes.</returns>
    public static IReadOnlyList<string> Run(RuleTest test, IReadOnlyList<RuleGroup> groups, TimeSpan every)
    {
        var series = Load(test);
        var evaluator = new Evaluator(series);
        List<string> failures = [];
        var (step, end) = ((long)every.TotalMilliseconds, End(test));
        for (long now = 0; now <= end; now += step)
        {
            foreach (var group in groups)
                group.Evaluate(evaluator, test.Around, now, series.Append);
            failures.AddRange(groups.SelectMany(group => group.Rules).Where(rule => rule.LastError is not null)
                .Select(rule => $"    rule: {rule.Name}, time: {Time(now)}: {rule.LastError}"));
            foreach (var alert in test.Alerts.Where(alert => Milliseconds(alert.EvalTime) >= now && Milliseconds(alert.EvalTime) < now + step))
            {
                if (Failure(alert, groups) is { } failure)
                    failures.Add(failure);
            }
        }

        failures.AddRange(test.Expressions.Select(expression => Failure(expression, evaluator)).OfType<string>());
        return failures;
    }

    static long End(RuleTest test) =>
        test.Alerts.Select(alert => alert.EvalTime).Concat(test.Expressions.Select(expression => expression.EvalTime)).Select(Milliseconds).DefaultIfEmpty().Max();

    static TestSeries Load(RuleTest test)
    {
        var series = new TestSeries();
        foreach (var (labels, values) in test.Series)
        {
            for (var i = 0; i < values.Count; i++)
            {
                if (values[i] is { } value)
                    series.Append(labels, value, i * Milliseconds(test.Interval));
            }
        }

        return series;
    }

    static string? Failure(AlertExpectation test, IReadOnlyList<RuleGroup> groups)
    {
        var got = groups.SelectMany(group => group.Rules).OfType<AlertingRule>().Where(rule => rule.Name == test.Name).SelectMany(rule => rule.Alerts)
            .Where(alert => alert.State == AlertState.Firing).Select(alert => new FiringAlert(alert.Labels, alert.Annotations).ToString()).Order(StringComparer.Ordinal).ToList();
        var expected = test.Expected.Select(alert => alert.ToString()).Order(StringComparer.Ordinal).ToList();
        return expected.SequenceEqual(got) ? null : Told($"alertname: {test.Name}, time: {Time(Milliseconds(test.EvalTime))}", expected, got);
    }

    static string? Failure(SampleExpectation test, Evaluator evaluator)
    {
        var title = $"expr: \"{test.Expression}\", time: {Time(Milliseconds(test.EvalTime))}";
        try
        {
            var result = evaluator.Instant(test.Expression, Milliseconds(test.EvalTime));
            var got = Texts(result.Type == Promql.ValueType.Scalar ? [new(Labels.None, result.Scalar)] : result.Vector);
            var expected = Texts(test.Expected);
            return expected.SequenceEqual(got) ? null : Told(title, expected, got);
        }
        catch (EvaluationException error)
        {
            return $"    {title}, err: {error.Message}";
        }
    }

    static List<string> Texts(IReadOnlyList<VectorSample> samples) =>
        [.. samples.Select(sample => $"{sample.Labels} {sample.Value.ToString("R", CultureInfo.InvariantCulture)}").Order(StringComparer.Ordinal)];

    static string Told(string title, List<string> expected, List<string> got)
    {
        var text = new StringBuilder($"    {title}\n");
        foreach (var (word, alerts) in new[] { ("exp", expected), ("got", got) })
            text.Append($"        {word}:[{string.Concat(alerts.Select(alert => $"\n            {alert}"))}{(alerts.Count > 0 ? "\n        " : "")}]\n");
        return text.ToString().TrimEnd('\n');
    }

    static long Milliseconds(TimeSpan time) => (long)time.TotalMilliseconds;

    static string Time(long milliseconds) => PromqlDuration.Format(TimeSpan.FromMilliseconds(milliseconds));
}
