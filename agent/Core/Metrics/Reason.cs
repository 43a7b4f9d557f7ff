namespace MetricsAgent.Metrics;

/// <summary>Why something could not be read: the closed list behind the label <c>reason</c> of <c>agent_collector_unavailable</c>.</summary>
public enum Reason
{
    /// <summary>The file, the view or the server does not exist here.</summary>
    NotFound,

    /// <summary>A file mode, a missing grant or a security policy.</summary>
    PermissionDenied,

    /// <summary>An extension that the server does not have, or has not loaded.</summary>
    NotInstalled,

    /// <summary>This version of the kernel or of the server does not have it.</summary>
    Unsupported,

    /// <summary>It is there but is not in the format that its documentation promises.</summary>
    Malformed,

    /// <summary>No answer before the deadline.</summary>
    Timeout,

    /// <summary>Nobody listens.</summary>
    ConnectionRefused,

    /// <summary>The name does not resolve, or the network does not lead there.</summary>
    Unreachable,

    /// <summary>The connection was closed from the other side.</summary>
    ConnectionLost,

    /// <summary>Wrong user, password, database or certificate.</summary>
    AuthenticationFailed,

    /// <summary>The server has no connection left for us.</summary>
    TooManyConnections,

    /// <summary>The server starts up, shuts down or recovers.</summary>
    NotReady,

    /// <summary>More series than the collector may expose.</summary>
    LimitReached,

    /// <summary>Anything else; the log has the text.</summary>
    Error,
}

public static class Reasons
{
    /// <summary>The label value: <c>permission_denied</c>.</summary>
    public static string Label(this Reason reason) => reason switch
    {
        Reason.NotFound => "not_found",
        Reason.PermissionDenied => "permission_denied",
        Reason.NotInstalled => "not_installed",
        Reason.Unsupported => "unsupported",
        Reason.Malformed => "malformed",
        Reason.Timeout => "timeout",
        Reason.ConnectionRefused => "connection_refused",
        Reason.Unreachable => "unreachable",
        Reason.ConnectionLost => "connection_lost",
        Reason.AuthenticationFailed => "authentication_failed",
        Reason.TooManyConnections => "too_many_connections",
        Reason.NotReady => "not_ready",
        Reason.LimitReached => "limit_reached",
        _ => "error",
    };
}
