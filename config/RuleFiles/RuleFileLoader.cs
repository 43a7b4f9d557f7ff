using MetricsAgent.Config.Reading;

namespace MetricsAgent.Config.RuleFiles;

/// <summary>
/// Reads files of Prometheus rules as strictly as the configuration: unknown and misplaced keys, everything at once, each with its place.
/// Prometheus loads every file that this accepts.
/// </summary>
public static class RuleFileLoader
{
    /// <summary>Reads a file. One that cannot be read is an error like any other.</summary>
    public static RuleFileResult LoadFile(string path) =>
        ConfigText.Read(path, out var problem) is { } text ? Load(path, text) : new(null, [new ConfigError(path, 0, 0, problem)]);

    /// <param name="file">The text's name in the errors.</param>
    public static RuleFileResult Load(string file, string text)
    {
        var problems = new Problems(file);
        var format = RuleFileJson.Read(text, problems, ConfigJson.Default.RuleFileFormat);
        var rules = format is null ? null : new RuleFileReading(file, text, problems).Read(format);
        var errors = problems.Result().Errors;
        return new(errors.Count == 0 ? rules : null, errors);
    }
}
