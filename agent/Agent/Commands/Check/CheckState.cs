namespace MetricsAgent.Commands.Check;

/// <summary>What a monitoring plugin says, from best to worst. What is known to be bad is worse than what is not known.</summary>
enum CheckState
{
    Ok,
    Unknown,
    Warning,
    Critical,
}

static class CheckStates
{
    internal static string Word(this CheckState state) => state switch
    {
        CheckState.Ok => "OK",
        CheckState.Warning => "WARNING",
        CheckState.Critical => "CRITICAL",
        _ => "UNKNOWN",
    };

    internal static int ExitCode(this CheckState state) => state switch
    {
        CheckState.Ok => Commands.ExitCode.Ok,
        CheckState.Warning => Commands.ExitCode.Warning,
        CheckState.Critical => Commands.ExitCode.Critical,
        _ => Commands.ExitCode.Unknown,
    };

    /// <summary>Of an alert that fires; one without a severity warns.</summary>
    internal static CheckState Of(string severity) => severity == "critical" ? CheckState.Critical : CheckState.Warning;
}
