using MetricsAgent.Config.Reading;
using MetricsAgent.Config.Yaml;

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
        var problems = new Problems(file, "a file of rules");
        var format = RuleFileJson.Read(text, problems, ConfigJson.Current.RuleFileFormat, root => IsPrometheusRule(root, problems));
        var rules = format is null ? null : new RuleFileReading(file, text, problems).Read(format);
        return new(rules, problems.Result().Errors);
    }

    /// <summary>Taken out of a cluster, with the rules below its spec.</summary>
    static bool IsPrometheusRule(YamlNode? root, Problems problems)
    {
        if (root is not YamlMap map || map.Entries.FirstOrDefault(entry => entry is { Key: YamlScalar { Text: "kind" }, Value: YamlScalar { Text: "PrometheusRule" } }).Value is not { } kind)
            return false;
        problems.Add(kind.Start, "is a PrometheusRule, which the Prometheus operator reads: a file of rules is what stands below its spec, from 'groups:' on");
        return true;
    }
}
