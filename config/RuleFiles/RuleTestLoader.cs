using System.Text.Json;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>Reads promtool's unit tests for rules, as strictly as the rules.</summary>
public static class RuleTestLoader
{
    static readonly TimeSpan DefaultInterval = TimeSpan.FromMinutes(1);

    /// <summary>Reads a file; those that it names are looked for beside it.</summary>
    public static RuleTestResult LoadFile(string path) =>
        ConfigText.Read(path, out var problem) is { } text ? Load(path, text) : new(null, [new ConfigError(path, 0, 0, problem)]);

    public static RuleTestResult Load(string file, string text)
    {
        var problems = new Problems(file, "a file of tests");
        if (!ConfigText.TryParse(text, problems, out var root))
            return new(null, problems.Result().Errors);
        var json = new ConfigReader(problems, null, new Slot(ConfigJson.Default.RuleTestFormat)).Read(root);
        var tests = new Reading(file, text, problems).Read(json.Deserialize(ConfigJson.Default.RuleTestFormat)!);
        var errors = problems.Result().Errors;
        return new(tests, errors);
    }

    sealed class Reading(string file, string source, Problems problems)
    {
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
            return new(file, source, problems.Where(path), text);
        }

        TimeSpan Time(string path, string text, TimeSpan otherwise)
        {
            if (text.Length == 0)
                return otherwise;
            if (RuleDuration.TryParse(text, out var time))
                return time == TimeSpan.Zero && otherwise > TimeSpan.Zero ? otherwise : time;
            problems.Report(path, $"must be {RuleDuration.Expected}, not {Quote.Text(text)}");
            return otherwise;
        }
    }
}
