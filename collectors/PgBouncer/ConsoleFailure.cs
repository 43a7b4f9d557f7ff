using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>What a console says no with. Its errors share a few SQLSTATEs, in 1.18 only one, and differ in the text.</summary>
static class ConsoleFailure
{
    const string Mend = "add the user to stats_users in pgbouncer.ini, and RELOAD";

    /// <summary>Why a connect, or what was done on the connection, failed.</summary>
    internal static Failure Of(Exception error, PostgresEndpoint endpoint) => error switch
    {
        PostgresException refused => Of(refused, endpoint),
        InvalidDataException => new(Reason.Malformed, $"{endpoint.Where}: {error.Message}"),
        OperationCanceledException => new(Reason.Timeout, $"{endpoint.Where}: no answer before the deadline"),
        _ => endpoint.Explain(error),
    };

    /// <summary>Why one command failed on a connection that works.</summary>
    internal static Failure Of(PostgresException error) => new(
        Has(error, "invalid command") ? Reason.Unsupported : Has(error, "admin access needed") ? Reason.PermissionDenied : Reason.Error,
        $"{error.SqlState}: {error.MessageText}");

    static Failure Of(PostgresException error, PostgresEndpoint endpoint)
    {
        if (error.MessageText == "not allowed")
            return new(Reason.PermissionDenied, $"{endpoint.Where}: {error.MessageText}", Mend);
        if (Has(error, "no more connections allowed"))
            return new(Reason.TooManyConnections, $"{endpoint.Where}: {error.MessageText}", "raise max_client_conn");
        if (Has(error, "SSL required"))
            return new(Reason.AuthenticationFailed, $"{endpoint.Where}: {error.MessageText}", "connect with sslmode=require");
        if (Has(error, "shutting down") || Has(error, "shut down"))
            return new(Reason.ConnectionLost, $"{endpoint.Where}: {error.MessageText}");
        if (Has(error, "authentication failed") || Has(error, "no such user"))
            return new(Reason.AuthenticationFailed, $"{endpoint.Where}: {error.MessageText}", endpoint.Refusal ?? "check user and password, and PgBouncer's auth_file");
        return endpoint.Explain(error);
    }

    static bool Has(PostgresException error, string text) => error.MessageText.Contains(text, StringComparison.Ordinal);
}
