using System.CommandLine;

namespace MetricsAgent.Commands;

/// <summary><c>completion SHELL</c>: the line that makes a shell complete our commands and options with the tab key.</summary>
static class CompletionCommand
{
    // The parser itself answers "[suggest:POSITION] LINE" with the words that fit there.
    const string Bash = """
        _metrics_agent() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _metrics_agent metrics-agent

        """;

    const string Zsh = """
        #compdef metrics-agent
        _metrics_agent() {
            local completions=("${(@f)$("${words[1]}" "[suggest:${#BUFFER}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a completions
        }
        compdef _metrics_agent metrics-agent

        """;

    const string Fish = """
        complete -c metrics-agent -f -a '(metrics-agent "[suggest:"(commandline -C)"]" (commandline -cp))'

        """;

    internal static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new AgentCommand("completion", "Prints what makes a shell complete commands and options.", """
            Example: metrics-agent completion bash > /etc/bash_completion.d/metrics-agent
            """)
        {
            shell,
        };
        command.SetAction(parsed =>
        {
            Console.Write(parsed.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return ExitCode.Ok;
        });
        return command;
    }
}
