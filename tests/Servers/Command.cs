namespace MetricsAgent.Tests.Servers;

/// <summary>A program that was run to its end.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Programs that do one thing and end.</summary>
internal static class Command
{
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static async Task<CommandResult> RunAsync(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, string input = "", bool unprivileged = false)
    {
        await using var running = ServerProcess.Start(program, arguments, environment, input, unprivileged);
        var exitCode = await running.WaitForExitAsync(Timeout);
        return new CommandResult(exitCode, running.Output, running.Error);
    }

    /// <summary>As <see cref="RunAsync"/>, for a program of which only success is expected.</summary>
    public static async Task DemandAsync(string program, IEnumerable<string> arguments, bool unprivileged = false)
    {
        var result = await RunAsync(program, arguments, unprivileged: unprivileged);
        if (result.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {result.ExitCode}:\n{result.Output}{result.Error}");
    }
}
