namespace MetricsAgent.Commands;

/// <summary>What the process ends with. <c>check</c> follows the monitoring plugins' convention, where 2 means critical.</summary>
static class ExitCode
{
    internal const int Ok = 0;

    /// <summary>It could not do its work: the port is taken, a file cannot be written.</summary>
    internal const int Failed = 1;

    /// <summary><c>doctor</c>: it found something to fix.</summary>
    internal const int ToFix = 1;

    /// <summary>The command line or the configuration is wrong; nothing was started.</summary>
    internal const int Usage = 2;

    /// <summary><c>check</c>: an alert fires that only warns.</summary>
    internal const int Warning = 1;

    /// <summary><c>check</c> and <c>probe</c>: something that is watched is down, or an alert fires that is critical.</summary>
    internal const int Critical = 2;

    /// <summary><c>check</c> and <c>probe</c>: it could not find out, because of the command line or the configuration.</summary>
    internal const int Unknown = 3;
}
