using MetricsAgent.Config;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules.Lint;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Testing;

namespace MetricsAgent.Rules;

/// <summary>A file of promtool's unit tests, with the rules that it names, ready to run; or everything that is wrong with either.</summary>
internal sealed class RuleTestSet
{
    readonly List<ConfigError> errors = [];
    readonly List<(string Name, RuleTest Test)> tests = [];
    readonly RuleTestFile? file;
    readonly RuleSet rules = new([], []);

    RuleTestSet(string path)
    {
        var read = RuleTestLoader.LoadFile(path);
        errors.AddRange(read.Errors);
        file = read.File;
        if (file is null)
            return;
        rules = RuleSet.Load(file.RuleFiles.SelectMany(pattern => RulePaths.Find(pattern, errors)).ToList());
        errors.AddRange(rules.Errors);
        foreach (var (i, group) in file.Tests.Index())
            tests.Add((group.Name.Length > 0 ? group.Name : $"tests[{i}]", Read(group)));
    }

    internal IReadOnlyList<ConfigError> Errors => errors;

    internal int Count => tests.Count;

    internal static RuleTestSet Load(string path) => new(path);

    /// <returns>What failed, a text for each test that did.</returns>
    internal IEnumerable<string> Run()
    {
        foreach (var (name, test) in tests)
        {
            var groups = rules.Build(RuleSet.DefaultInterval).OrderBy(Order).ToList();
            if (RuleTestRun.Run(test, groups, file!.EvaluationInterval) is { Count: > 0 } failures)
                yield return $"  {name}:\n{string.Join('\n', failures)}";
        }
    }

    int Order(RuleGroup group)
    {
        var order = file!.GroupOrder.ToList().IndexOf(group.Name);
        return order < 0 ? int.MaxValue : order;
    }

    RuleTest Read(TestGroupConfig group) => new(
        group.Interval,
        [.. group.Series.Select(series => (Labels(series.Series), Values(series.Values)))],
        [.. group.Alerts.Select(Alert)],
        [.. group.Expressions.Select(expression => Expression(expression)).OfType<SampleExpectation>()],
        new(Of(group.ExternalLabels), group.ExternalUrl));

    AlertExpectation Alert(AlertTestConfig test) => new(test.EvalTime, test.AlertName.Text, [.. test.Expected.Select(expected =>
        new FiringAlert(Of(expected.Labels).With(MetricsAgent.Rules.Alert.NameLabel, test.AlertName.Text), Of(expected.Annotations)))]);

    SampleExpectation? Expression(PromqlTestConfig test)
    {
        // What is missing, the loader has said.
        if (test.Expr.Text.Length == 0)
            return null;
        try
        {
            var parsed = PromqlParser.Parse(test.Expr.Text);
            return new(test.EvalTime, parsed, [.. test.Expected.Select(sample => new VectorSample(Labels(sample.Labels), Number(sample.Value)))]);
        }
        catch (PromqlException error)
        {
            errors.Add(test.Expr.Error(error.Position, error.Message + ExpressionHint.For(test.Expr.Text, error)));
            return null;
        }
    }

    static Labels Of(IReadOnlyDictionary<string, string> labels) => MetricsAgent.Rules.Labels.Of(labels.Select(label => new Label(label.Key, label.Value)));

    double Number(SourceText text)
    {
        if (!SeriesNotation.TryNumber(text.Text, out var number) && text.Text.Length > 0)
            errors.Add(text.Error(0, $"\"{text}\" is no number"));
        return number;
    }

    Labels Labels(SourceText text) => Try(text, SeriesNotation.Labels) ?? MetricsAgent.Rules.Labels.None;

    IReadOnlyList<double?> Values(SourceText text) => Try(text, SeriesNotation.Values) ?? [];

    T? Try<T>(SourceText text, Func<string, T> read) where T : class
    {
        try
        {
            return text.Text.Length == 0 ? null : read(text.Text);
        }
        catch (FormatException error)
        {
            errors.Add(text.Error(0, error.Message));
            return null;
        }
    }
}
