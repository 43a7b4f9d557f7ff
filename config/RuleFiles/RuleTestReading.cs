using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>From what is written to unit tests, as promtool takes it.</summary>
sealed class RuleTestReading(string file, string source, Problems problems)
{
    static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    readonly RuleFileValues values = new(file, source, problems);

    internal RuleTestFile Read(RuleTestFormat format)
    {
        var every = Time("evaluation_interval", format.EvaluationInterval, DefaultInterval);
        var folder = Path.GetDirectoryName(file) ?? "";
        return new(
            file,
            [.. format.RuleFiles.Select(each => Path.Combine(folder, each))],
            every,
            format.GroupEvalOrder,
            [.. format.Tests.Select((test, i) => Group($"tests[{i}]", test, every))]);
    }

    TestGroupConfig Group(string path, TestGroupFormat test, TimeSpan every) => new(
        test.Name,
        Time($"{path}.interval", test.Interval, every),
        [.. test.InputSeries.Select((series, i) => new InputSeriesConfig(
            Text($"{path}.input_series[{i}].series", series.Series, needed: true),
            Text($"{path}.input_series[{i}].values", series.Values, needed: true)))],
        [.. test.AlertRuleTest.Select((alert, i) => Alert($"{path}.alert_rule_test[{i}]", alert))],
        [.. test.PromqlExprTest.Select((expression, i) => Expression($"{path}.promql_expr_test[{i}]", expression))],
        test.ExternalLabels,
        test.ExternalUrl);

    AlertTestConfig Alert(string path, AlertTestFormat alert) => new(
        Time($"{path}.eval_time", alert.EvalTime, TimeSpan.Zero),
        Text($"{path}.alertname", alert.AlertName, needed: true),
        [.. alert.ExpAlerts.Select(expected => new ExpectedAlertConfig(expected.ExpLabels, expected.ExpAnnotations))]);

    PromqlTestConfig Expression(string path, PromqlTestFormat test) => new(
        Time($"{path}.eval_time", test.EvalTime, TimeSpan.Zero),
        Text($"{path}.expr", test.Expr, needed: true),
        [.. test.ExpSamples.Select((sample, i) => new ExpectedSampleConfig(
            Text($"{path}.exp_samples[{i}].labels", sample.Labels, needed: false),
            Text($"{path}.exp_samples[{i}].value", sample.Value, needed: true)))]);

    SourceText Text(string path, string text, bool needed)
    {
        if (needed && text.Length == 0)
            problems.Report(path, "is missing");
        return values.Text(path, text);
    }

    /// <summary>Zero is as good as none where there has to be some.</summary>
    TimeSpan Time(string path, string text, TimeSpan otherwise) => values.Time(path, text) is { } time && (time > TimeSpan.Zero || otherwise == TimeSpan.Zero) ? time : otherwise;
}
