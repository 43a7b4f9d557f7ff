using System.CommandLine;
using System.CommandLine.Parsing;
using MetricsAgent.Commands.Check;
using MetricsAgent.Config.Reading;

namespace MetricsAgent.Commands;

/// <summary>The command line: its table of contents, and what happens when it is misspelt.</summary>
static class AgentCommandLine
{
    internal static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        // What runs for months does not keep the commands that it is not.
        var parsed = Parse(arguments is [RunCommand.Name, ..] ? Root(RunCommand.Create()) : Root(), arguments);
        if (parsed.Errors.Count > 0)
            return Refuse(Parse(Root(), arguments));
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (IOException e)
        {
            // Standard output that is closed or full; what else can fail is caught where it is done.
            Complain($"metrics-agent: cannot write: {e.Message}");
            return Failure(parsed, ExitCode.Failed);
        }
    }

    internal static RootCommand Root() => Root(
        RunCommand.Create(),
        CheckCommand.Create(),
        MetricsCommand.Create(),
        QueryCommand.Create(),
        ProbeCommand.Create(),
        DoctorCommand.Create(),
        ConfigCommand.Create(),
        RulesCommand.Create(),
        CollectorsCommand.Create(),
        AlertCommand.Create(),
        SilenceCommand.Create(),
        CompletionCommand.Create(),
        VersionCommand.Create());

    static RootCommand Root(params IEnumerable<Command> commands)
    {
        var root = new RootCommand("Watches the PostgreSQL, the machine and the health URLs beside a service, and exposes what it sees to Prometheus.");
        foreach (var command in commands)
            root.Add(command);
        ExampleHelp.Install(root);
        return root;
    }

    /// <summary>With response files, a range such as @10:20 would be one.</summary>
    static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) => root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    static int Refuse(ParseResult parsed)
    {
        // An unknown command is also none; one complaint is enough.
        foreach (var error in parsed.Errors.Where(error => parsed.UnmatchedTokens.Count == 0 || parsed.UnmatchedTokens.Any(error.Message.Contains)))
            Complain($"metrics-agent: {error.Message}");
        var options = parsed.Tokens.Where(token => token.Type == TokenType.Argument && token.Value.StartsWith('-')).Select(token => token.Value);
        foreach (var stranger in parsed.UnmatchedTokens.Union(options))
        {
            if (Suggestion.For(stranger, Words(parsed.CommandResult)) is { } word)
                Complain($"Did you mean '{word}'?");
        }

        Complain($"See '{Path(parsed.CommandResult)} --help'.");
        if (IsCheck(parsed.CommandResult))
            CheckCommand.Refuse(parsed);
        return Failure(parsed, ExitCode.Usage);
    }

    /// <summary>A monitoring plugin that could not find out says so, and not that something is critical.</summary>
    static int Failure(ParseResult parsed, int code) => IsCheck(parsed.CommandResult) || parsed.CommandResult.Command.Name is ProbeCommand.Name ? ExitCode.Unknown : code;

    /// <summary>And not that of the rules' files.</summary>
    static bool IsCheck(CommandResult result) => result.Command.Name == CheckCommand.Name && result.Parent is CommandResult { Command: RootCommand };

    static void Complain(string text)
    {
        try
        {
            Console.Error.WriteLine(text);
        }
        catch (IOException)
        {
            // Nobody listens there either; the exit code says it.
        }
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
