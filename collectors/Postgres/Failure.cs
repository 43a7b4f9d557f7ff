using System.Net.Sockets;
using System.Security.Authentication;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Why the server, or one query, gave nothing.</summary>
/// <param name="What">What was answered. Never a password.</param>
/// <param name="Mend">What would mend it; empty where that is not known.</param>
internal sealed record Failure(Reason Reason, string What, string Mend = "")
{
    /// <summary>Both, for the log.</summary>
    internal string Detail => Mend.Length == 0 ? What : $"{What}; {Mend}";

    /// <summary>Whether the session's end says nothing about the server: it was closed, and may be opened again at once.</summary>
    internal bool IsLostSession => Reason == Reason.ConnectionLost;

    /// <param name="where"><c>host:port</c>, or the path of a socket's directory.</param>
    internal static Failure Of(Exception error, string where)
    {
        var (reason, mend) = Classify(error);
        return new(reason, $"{where}: {Innermost(error)}", mend);
    }

    /// <summary>The failure of one statement on a connection that works.</summary>
    internal static Failure Of(PostgresException error) => new(
        error.SqlState switch
        {
            PostgresErrorCodes.InsufficientPrivilege => Reason.PermissionDenied,
            PostgresErrorCodes.UndefinedTable => Reason.NotFound,
            PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.FeatureNotSupported => Reason.Unsupported,
            PostgresErrorCodes.ObjectNotInPrerequisiteState => Reason.NotInstalled,
            PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable => Reason.Timeout,
            _ => Reason.Error,
        },
        $"{error.SqlState}: {error.MessageText}");

    static (Reason Reason, string Mend) Classify(Exception error) => error switch
    {
        PostgresException postgres => OfState(postgres),
        OperationCanceledException => (Reason.Timeout, ""),
        _ => OfCause(error),
    };

    static (Reason Reason, string Mend) OfState(PostgresException error) => error.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            (Reason.AuthenticationFailed, "check user and password, and the server's pg_hba.conf"),
        PostgresErrorCodes.InvalidCatalogName => (Reason.AuthenticationFailed, "name an existing database"),
        PostgresErrorCodes.InsufficientPrivilege => (Reason.AuthenticationFailed, "GRANT CONNECT ON DATABASE … TO the role"),
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.ConfigurationLimitExceeded =>
            (Reason.TooManyConnections, "keep one free: raise max_connections or the role's CONNECTION LIMIT, or from 16 on GRANT pg_use_reserved_connections TO the role"),
        PostgresErrorCodes.ProtocolViolation when error.MessageText.Contains("admin console", StringComparison.Ordinal) =>
            (Reason.Error, "this is PgBouncer's admin console: put it under collectors.pgbouncer, and a database behind it here"),
        PostgresErrorCodes.CannotConnectNow => (Reason.NotReady, ""),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => (Reason.ConnectionLost, ""),
        _ => (Reason.Error, ""),
    };

    static (Reason Reason, string Mend) OfCause(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException socket: return (OfSocket(socket.SocketErrorCode), "");
                case TimeoutException: return (Reason.Timeout, "");
                case AuthenticationException: return (Reason.AuthenticationFailed, "check sslmode and sslrootcert against the server's certificate");
                case IOException: return (Reason.ConnectionLost, "");
            }
        }

        // Npgsql has no type of its own for what it finds wrong before the server does.
        return error.Message.Contains("password", StringComparison.OrdinalIgnoreCase)
            ? (Reason.AuthenticationFailed, "give a password")
            : (Reason.Error, "");
    }

    static Reason OfSocket(SocketError error) => error switch
    {
        // A unix socket that is not there is EADDRNOTAVAIL in .NET's terms.
        SocketError.ConnectionRefused or SocketError.AddressNotAvailable => Reason.ConnectionRefused,
        SocketError.TimedOut => Reason.Timeout,
        SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted => Reason.ConnectionLost,
        SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery
            or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => Reason.Unreachable,
        _ => Reason.Error,
    };

    static string Innermost(Exception error)
    {
        if (error is PostgresException postgres)
            return $"{postgres.SqlState}: {postgres.MessageText}";
        while (error.InnerException is { } inner)
            error = inner;
        return error.Message;
    }
}
