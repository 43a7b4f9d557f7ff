using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MetricsAgent.Commands;

/// <summary>A command whose <c>--help</c> ends with examples and, where they mean something, its exit codes.</summary>
/// <param name="description">One sentence; the parent's help lists it.</param>
internal sealed class AgentCommand(string name, string description, string examples) : Command(name, description)
{
    internal string Examples { get; } = examples.ReplaceLineEndings("\n");
}

/// <summary>The library's help, then the command's examples.</summary>
sealed class ExampleHelp(HelpAction help) : SynchronousCommandLineAction
{
    /// <summary>Whoever asks for help need not have got the rest right.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is AgentCommand { Examples: var examples })
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        return code;
    }

    internal static void Install(RootCommand root)
    {
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new ExampleHelp((HelpAction)option.Action!);
            // Another system's, where a shell would take them for paths.
            option.Aliases.Remove("/h");
            option.Aliases.Remove("/?");
        }
    }
}
