using System.CommandLine;
using System.Runtime.InteropServices;

namespace MetricsAgent.Commands;

/// <summary><c>version</c>: what this is, for a bug report.</summary>
static class VersionCommand
{
    internal static Command Create()
    {
        var command = new Command("version", "Prints the version of the agent and of the runtime it runs on.\n\nExample: metrics-agent version");
        command.SetAction(_ =>
        {
            Console.WriteLine($"metrics-agent {AgentVersion.Text} ({RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier})");
            return ExitCode.Ok;
        });
        return command;
    }
}
