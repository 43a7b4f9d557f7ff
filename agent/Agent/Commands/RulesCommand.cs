using System.CommandLine;
using MetricsAgent.Collectors;
using MetricsAgent.Config;
using MetricsAgent.Config.RuleFiles;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Lint;

namespace MetricsAgent.Commands;

/// <summary><c>rules check|test|export</c>: Prometheus' rule files without a Prometheus.</summary>
static class RulesCommand
{
    const string StandardInput = "-";

    internal static Command Create() =>
        new AgentCommand("rules", "Checks, tests and exports alerting and recording rules.", "Example: metrics-agent rules check /etc/metrics-agent/rules/*.yml")
        {
            Check(),
            Test(),
            Export(),
        };

    static AgentCommand Check()
    {
        var files = Files("Rule files, directories or patterns; - for standard input. Without any: the rules that come with the agent.");
        var command = new AgentCommand("check", "Checks rule files and prints everything that is wrong with them, and what can never fire.", """
            Example: metrics-agent rules check /etc/metrics-agent/rules/*.yml
            Exit code: 0 when all rules load and can fire, whatever is warned of, 1 when not.
            """)
        {
            files,
        };
        command.SetAction(parsed =>
        {
            var rules = Load(parsed.GetValue(files) ?? []);
            var (errors, warnings) = RuleLint.Check(rules);
            List<ConfigError> broken = [.. rules.Errors, .. errors];
            foreach (var line in broken.Concat(warnings).OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column))
                Console.Error.WriteLine(line);
            if (broken.Count > 0)
                return ExitCode.Failed;
            var count = rules.Rules.Count();
            Console.WriteLine($"{count} rules in {rules.Groups.Count} groups, {rules.Rules.Count(rule => rule.Config.IsAlert)} of them alerts");
            return ExitCode.Ok;
        });
        return command;
    }

    static AgentCommand Test()
    {
        var files = Files("Files of unit tests, as promtool has them.");
        files.Arity = ArgumentArity.OneOrMore;
        var command = new AgentCommand("test", "Runs unit tests of rules, in the format of promtool test rules.", """
            Example: metrics-agent rules test tests/*.yml
            Exit code: 0 when all tests pass, 1 when one fails or cannot be read.
            """)
        {
            files,
        };
        command.SetAction(parsed =>
        {
            List<ConfigError> missing = [];
            var failed = false;
            foreach (var path in (parsed.GetValue(files) ?? []).SelectMany(pattern => RulePaths.Find(pattern, missing)))
                failed |= !Passes(path);
            missing.ForEach(Console.Error.WriteLine);
            return failed || missing.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    static bool Passes(string path)
    {
        var tests = RuleTestSet.Load(path);
        foreach (var error in tests.Errors)
            Console.Error.WriteLine(error);
        if (tests.Errors.Count > 0)
            return false;
        var failures = tests.Run().ToList();
        Console.WriteLine(failures.Count == 0 ? $"{path}: SUCCESS, {tests.Count} tests" : $"{path}: FAILED, {failures.Count} of {tests.Count} tests");
        failures.ForEach(Console.WriteLine);
        return failures.Count == 0;
    }

    static AgentCommand Export()
    {
        var files = Files("Rule files, directories or patterns; - for standard input. Without any: the rules that come with the agent.");
        var config = ConfigSource.Option();
        var runbooks = new Option<string>("--runbook-url")
        {
            Description = "Where RUNBOOK.md is to be read: put before runbook_url annotations that are relative. Default: rules.runbook_url of the configuration.",
            HelpName = "URL",
            DefaultValueFactory = _ => "",
        };
        var command = new AgentCommand("export", "Prints rules as one file for Prometheus, without those that read what is not measured here.", """
            Example: metrics-agent rules export --config agent.yaml > /etc/prometheus/rules/metrics-agent.yml
            """)
        {
            files,
            config,
            runbooks,
        };
        command.SetAction(async parsed =>
        {
            if (ConfigSource.Load(parsed.GetValue(config)) is not { } loaded)
                return ExitCode.Usage;
            var rules = Load(parsed.GetValue(files) ?? []);
            foreach (var error in rules.Errors)
                await Console.Error.WriteLineAsync(error.ToString());
            if (rules.Errors.Count > 0)
                return ExitCode.Failed;
            await using var once = new CollectOnce(loaded, []);
            var on = Catalogue.All.Where(once.IsOn).ToHashSet();
            Console.Write(new RuleExport(on.Contains, HasForeign(loaded.Collectors), parsed.GetValue(runbooks) is { Length: > 0 } runbook ? runbook : loaded.Rules.RunbookUrl).Render(rules));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Whether there are metrics of which the catalogue does not know the names.</summary>
    static bool HasForeign(CollectorsConfig collectors) =>
        collectors.Scrape.Targets.Count > 0 || collectors.Node.Textfile.Directories.Count > 0 || collectors.Postgres.Queries.Count > 0;

    static RuleSet Load(string[] patterns)
    {
        if (patterns.Length == 0)
            return ShippedRules.Load();
        List<ConfigError> missing = [];
        var rules = RuleSet.Of(patterns.SelectMany(pattern => pattern == StandardInput
            ? [RuleFileLoader.Load("stdin", Console.In.ReadToEnd())]
            : RulePaths.Find(pattern, missing).Select(RuleFileLoader.LoadFile)).ToList());
        return rules with { Errors = [.. missing, .. rules.Errors] };
    }

    static Argument<string[]> Files(string description)
    {
        var argument = new Argument<string[]>("file") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        argument.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => token.Value.StartsWith('-') && token.Value != StandardInput))
                result.AddError($"Unrecognized option '{token.Value}'.");
        });
        return argument;
    }
}
