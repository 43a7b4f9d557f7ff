namespace MetricsAgent.Collectors.Postgres.Doctor;

/// <summary>How much a finding matters.</summary>
public enum FindingState
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It could be better; nothing that the agent promises is missing.</summary>
    Hint,

    /// <summary>Metrics are missing or wrong, or the agent has more rights than it should.</summary>
    Problem,

    /// <summary>It could not be looked at.</summary>
    Error,
}

/// <summary>What <c>metrics-agent doctor</c> has to say about one thing of one target.</summary>
/// <param name="Check">What was looked at: <c>pg_stat_statements</c>, <c>track_io_timing</c>.</param>
/// <param name="What">What is so. Never a password.</param>
/// <param name="Fix">SQL, or a sentence where no SQL mends it; empty where nothing is to be mended.</param>
public sealed record Finding(FindingState State, string Check, string What, string Fix)
{
    internal static Finding Ok(string check, string what) => new(FindingState.Ok, check, what, "");

    internal static Finding Hint(string check, string what, string fix) => new(FindingState.Hint, check, what, fix);

    internal static Finding Problem(string check, string what, string fix) => new(FindingState.Problem, check, what, fix);
}

/// <summary>The findings of one target.</summary>
/// <param name="Target">Its name in the configuration, else <c>host:port</c>.</param>
public sealed record TargetFindings(string Target, IReadOnlyList<Finding> Findings)
{
    /// <summary>Hints are advice, and nobody has to take it.</summary>
    public bool IsToFix => Findings.Any(finding => finding.State >= FindingState.Problem);
}
