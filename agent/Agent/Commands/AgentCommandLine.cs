using System.CommandLine;
using System.CommandLine.Parsing;

namespace MetricsAgent.Commands;

/// <summary>The command line: its table of contents, and what happens when it is misspelt.</summary>
static class AgentCommandLine
{
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        var parsed = Root().Parse(arguments);
        if (parsed.Errors.Count > 0)
            return Refuse(parsed);
        using var stop = new CancellationTokenSource();
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, stop.Token);
    }

    internal static RootCommand Root()
    {
        var root = new RootCommand("Watches the PostgreSQL, the machine and the health URLs beside a service, and exposes what it sees to Prometheus.")
        {
            RunCommand.Create(),
            CheckCommand.Create(),
            MetricsCommand.Create(),
            DoctorCommand.Create(),
            ConfigCommand.Create(),
            CollectorsCommand.Create(),
            CompletionCommand.Create(),
            VersionCommand.Create(),
        };
        ExampleHelp.Install(root);
        return root;
    }

    static int Refuse(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine($"metrics-agent: {error.Message}");
        var command = parsed.CommandResult.Command;
        var options = parsed.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.StartsWith('-')).Select(token => token.Value);
        foreach (var stranger in parsed.UnmatchedTokens.Union(options))
        {
            if (Spelling.Nearest(stranger, Words(parsed.CommandResult)) is { } word)
                Console.Error.WriteLine($"Did you mean '{word}'?");
        }

        Console.Error.WriteLine($"See '{Path(parsed.CommandResult)} --help'.");
        return command.Name == CheckCommand.Name ? ExitCode.Unknown : ExitCode.Usage;
    }

    static IEnumerable<string> Words(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult { Command: var command }; at = at.Parent)
        {
            foreach (var option in command.Options.Where(option => at == result || option.Recursive))
                yield return option.Name;
            if (at != result)
                continue;
            foreach (var child in command.Subcommands)
                yield return child.Name;
        }
    }

    static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "metrics-agent";
}
