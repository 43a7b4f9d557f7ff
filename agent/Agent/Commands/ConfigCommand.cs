using System.CommandLine;
using MetricsAgent.Config;
using MetricsAgent.Rules;

namespace MetricsAgent.Commands;

/// <summary><c>config validate|show|schema</c>.</summary>
static class ConfigCommand
{
    internal static Command Create() =>
        new AgentCommand("config", "Checks and prints configurations.", "Example: metrics-agent config validate --config agent.yaml")
        {
            Validate(),
            Show(),
            Schema(),
        };

    static AgentCommand Validate()
    {
        var config = ConfigSource.Option();
        var command = new AgentCommand("validate", "Checks a configuration file, and the files that it names, and prints everything that is wrong with them.", """
            Example: metrics-agent config validate --config agent.yaml
            Exit code: 0 when it is valid, 2 when it is not.
            """)
        {
            config,
        };
        command.SetAction(parsed =>
        {
            var result = ConfigSource.Load(parsed.GetValue(config), out var file, looksAtFiles: true);
            var rules = result.Rules is { } asked ? RuleLoading.Load(asked) : new([], []);
            foreach (var line in rules.Errors.Concat(rules.Warnings).Concat(RuleLoading.NeverFiring(rules)))
                Console.Error.WriteLine(line);
            if (!result.IsValid || rules.Errors.Count > 0)
                return ExitCode.Usage;
            Console.WriteLine(file is null ? "no configuration file: the defaults are valid" : $"{file} is valid");
            return ExitCode.Ok;
        });
        return command;
    }

    static AgentCommand Show()
    {
        var config = ConfigSource.Option();
        var output = OutputOption.Of("yaml", "json");
        var command = new AgentCommand("show", "Prints the configuration that would run, defaults included, secrets redacted.", """
            Example: metrics-agent config show --config agent.yaml
            """)
        {
            config,
            output,
        };
        command.SetAction(parsed =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            Console.Write(parsed.GetValue(output) == "json" ? ConfigShow.RenderJson(loaded) + "\n" : ConfigShow.Render(loaded));
            return ExitCode.Ok;
        });
        return command;
    }

    static AgentCommand Schema()
    {
        var command = new AgentCommand("schema", "Prints the JSON schema of the configuration file, for editors.", """
            Example: metrics-agent config schema > agent.schema.json
            """);
        command.SetAction(_ =>
        {
            Console.Write(ConfigSchema.Render());
            return ExitCode.Ok;
        });
        return command;
    }
}
