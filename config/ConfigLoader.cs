using System.Text.Json;
using MetricsAgent.Config.QueryFiles;
using MetricsAgent.Config.Reading;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Config.Validation;

namespace MetricsAgent.Config;

/// <summary>
/// YAML to a configuration, strictly: text → nodes with positions → JSON that fits the classes → their objects → validators.
/// Every stage reports all it finds; only broken YAML ends the matter.
/// </summary>
public static class ConfigLoader
{
    /// <summary>Reads a file. One that cannot be read is an error like any other.</summary>
    /// <param name="path">Also the name in the errors; the files that it names are looked for beside it.</param>
    /// <param name="environment">Value of an environment variable, or null; usually <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    /// <param name="around">What is true of the collectors.</param>
    public static ConfigResult LoadFile(string path, Func<string, string?> environment, Surroundings? around = null) =>
        ConfigText.Read(path, out var problem) is { } text
            ? Load(path, text, environment, around)
            : new(null, [new ConfigError(path, 0, 0, problem)]);

    /// <summary>Reads text, and the files of queries that it names. Files of rules are looked for, and read by those who evaluate them.</summary>
    /// <param name="file">The text's name in the errors.</param>
    /// <param name="text">YAML, or JSON. Empty text is the defaults.</param>
    /// <param name="environment">Value of an environment variable, or null.</param>
    /// <param name="around">What is true of the collectors.</param>
    public static ConfigResult Load(string file, string text, Func<string, string?> environment, Surroundings? around = null)
    {
        var problems = new Problems(file);
        if (!ConfigText.TryParse(text, problems, out var root))
            return problems.Result();

        around ??= new();
        var variables = new Variables(environment);
        var json = new ConfigReader(problems, variables, Slot.Root).Read(root);
        var config = json.Deserialize(ConfigJson.Current.AgentConfig)!;
        var queries = QuerySources.Load(config.Collectors.Postgres, file, problems, variables);
        RuleSources.Settle(config.Rules, file, problems, around);
        Deadlines.Shorten(config, problems);
        NodeFilters.Settle(config, problems);
        GlobalDefaults.Settle(config.Alerting, problems);
        foreach (var validator in Validators.All(around))
            validator.Check(config, problems);
        QueriesValidator.Check(config.Collectors.Postgres, queries, around);

        // As if they all stood in this file.
        config.Collectors.Postgres.Queries = [.. queries.Select(query => query.Query)];
        config.Collectors.Postgres.QueriesFiles = [];
        return problems.Result(config) with { Rules = config.Rules };
    }
}
