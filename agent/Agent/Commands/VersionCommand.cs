using System.CommandLine;
using System.Runtime.InteropServices;

namespace MetricsAgent.Commands;

/// <summary><c>version</c>: what this is, for a bug report.</summary>
static class VersionCommand
{
    internal static string Text { get; } = $"metrics-agent {AgentVersion.Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})";

    internal static Command Create()
    {
        var command = new AgentCommand("version", "Prints the version of the agent and of the runtime it runs on.", "Example: metrics-agent version");
        command.SetAction(_ =>
        {
            Console.WriteLine(Text);
            return ExitCode.Ok;
        });
        return command;
    }
}
