using MetricsAgent.Config;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules.Promql;
using MetricsAgent.Rules.Testing;

namespace MetricsAgent.Rules;

/// <summary>A file of promtool's unit tests, with the rules that it names, ready to run; or everything that is wrong with either.</summary>
internal sealed record RuleTestSet(IReadOnlyList<ConfigError> Errors)
{
    readonly List<(string Name, RuleTest Test)> tests = [];
    RuleSet rules = new([], []);
    RuleTestFile? file;

    internal int Count => tests.Count;

    internal static RuleTestSet Load(string path)
    {
        var read = RuleTestLoader.LoadFile(path);
        if (read.File is null)
            return new(read.Errors);

        List<ConfigError> errors = [];
        var set = new RuleTestSet(errors) { file = read.File };
        set.rules = RuleSet.Load(read.File.RuleFiles.SelectMany(pattern => RulePaths.Find(pattern, errors)));
        errors.AddRange(set.rules.Errors);
        foreach (var (i, group) in read.File.Tests.Index())
            set.tests.Add((group.Name.Length > 0 ? group.Name : $"tests[{i}]", set.Read(group, errors)));
        return set;
    }

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

    RuleTest Read(TestGroupConfig group, List<ConfigError> errors) => new(
        group.Interval,
        [.. group.Series.Select(series => (Labels(series.Series, errors), Values(series.Values, errors)))],
        [.. group.Alerts.Select(Alert)],
        [.. group.Expressions.Select(expression => Expression(expression, errors)).OfType<SampleExpectation>()],
        new(Of(group.ExternalLabels), group.ExternalUrl));

    AlertExpectation Alert(AlertTestConfig test) => new(test.EvalTime, test.AlertName.Text, [.. test.Expected.Select(expected =>
        new FiringAlert(Of(expected.Labels).With(MetricsAgent.Rules.Alert.NameLabel, test.AlertName.Text), Of(expected.Annotations)))]);

    static SampleExpectation? Expression(PromqlTestConfig test, List<ConfigError> errors)
    {
        try
        {
            var parsed = PromqlParser.Parse(test.Expr.Text);
            return new(test.EvalTime, parsed, [.. test.Expected.Select(sample => new VectorSample(Labels(sample.Labels, errors), Number(sample.Value, errors)))]);
        }
        catch (PromqlException error)
        {
            errors.Add(test.Expr.Error(error.Position, error.Message));
            return null;
        }
    }

    static Labels Of(IReadOnlyDictionary<string, string> labels) => MetricsAgent.Rules.Labels.Of(labels.Select(label => new Label(label.Key, label.Value)));

    static double Number(SourceText text, List<ConfigError> errors)
    {
        if (!SeriesNotation.TryNumber(text.Text, out var number))
            errors.Add(text.Error(0, $"\"{text}\" is no number"));
        return number;
    }

    static Labels Labels(SourceText text, List<ConfigError> errors) => Try(text, SeriesNotation.Labels, errors) ?? MetricsAgent.Rules.Labels.None;

    static IReadOnlyList<double?> Values(SourceText text, List<ConfigError> errors) => Try(text, SeriesNotation.Values, errors) ?? [];

    static T? Try<T>(SourceText text, Func<string, T> read, List<ConfigError> errors) where T : class
    {
        try
        {
            return read(text.Text);
        }
        catch (FormatException error)
        {
            errors.Add(text.Error(0, error.Message));
            return null;
        }
    }
}
