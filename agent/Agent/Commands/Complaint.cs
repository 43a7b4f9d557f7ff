namespace MetricsAgent.Commands;

/// <summary>Why a command does not do what it was asked for, on stderr.</summary>
static class Complaint
{
    /// <returns>The exit code that goes with it.</returns>
    internal static async Task<int> WriteAsync(string text, int code)
    {
        await Console.Error.WriteLineAsync($"metrics-agent: {text}");
        return code;
    }
}
