using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>Reads promtool's unit tests for rules, as strictly as the rules.</summary>
public static class RuleTestLoader
{
    /// <summary>Reads a file; those that it names are looked for beside it.</summary>
    public static RuleTestResult LoadFile(string path) =>
        ConfigText.Read(path, out var problem) is { } text ? Load(path, text) : new(null, [new ConfigError(path, 0, 0, problem)]);

    public static RuleTestResult Load(string file, string text)
    {
        var problems = new Problems(file, "a file of tests");
        var format = RuleFileJson.Read(text, problems, ConfigJson.Current.RuleTestFormat);
        var tests = format is null ? null : new RuleTestReading(file, text, problems).Read(format);
        var errors = problems.Result().Errors;
        return new(tests, errors);
    }
}
