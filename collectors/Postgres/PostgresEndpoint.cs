using MetricsAgent.Config;
using MetricsAgent.Metrics;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Where one target is and how to log in. Files are read again at every connect, so rotated secrets are picked up.</summary>
/// <param name="environment">libpq's variables, and <c>HOME</c>.</param>
/// <param name="connectTimeout">Seconds that Npgsql gives one attempt.</param>
/// <param name="statementTimeout">What the server gives one statement.</param>
internal sealed class PostgresEndpoint(
    ServerTarget target, Func<string, string?> environment, TimeSpan connectTimeout, TimeSpan statementTimeout)
{
    readonly LibpqFiles files = new(environment);

    /// <summary>Why the password file was not used, for a server that then refuses.</summary>
    string? refusal;

    /// <summary>For messages: <c>host:port</c>, or a socket's path.</summary>
    internal string Where { get; private set; } = "the target";

    /// <summary>What would mend a refusal, where the password file was not used.</summary>
    internal string? Refusal => refusal;

    internal SessionOptions Options { get; } = new(statementTimeout);

    /// <param name="database">Instead of the DSN's; empty is the DSN's.</param>
    /// <exception cref="FormatException">The DSN is wrong; the message has no secret.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file cannot be read.</exception>
    internal ConnectionHosts Resolve(string database = "")
    {
        var hosts = ConnectionString.Parse(Dsn(), environment, files.Service);
        Where = hosts.Where;
        refusal = null;
        foreach (var settings in hosts.Hosts)
        {
            if (database.Length > 0)
                settings.Database = database;
            Complete(settings, hosts.Hosts.Count);
        }

        return hosts;
    }

    /// <summary>The database that the DSN itself names, or null.</summary>
    /// <inheritdoc cref="Resolve"/>
    internal string? NamedDatabase() => ConnectionString.NamedDatabase(Dsn());

    string Dsn() => target.DsnFile.Length > 0 ? ReadSecret(target.DsnFile) : target.Dsn;

    void Complete(NpgsqlConnectionStringBuilder settings, int hosts)
    {
        if (target.PasswordFile.Length > 0)
            settings.Password = ReadSecret(target.PasswordFile);
        else if (target.Password.Length > 0)
            settings.Password = target.Password;
        settings.Password ??= files.Password(
            settings.Passfile == ConnectionString.NoPassfile ? "" : settings.Passfile!, settings.Host!, settings.Port, settings.Database!, settings.Username!, out refusal);
        settings.Passfile = ConnectionString.NoPassfile;

        settings.Options = $"{settings.Options} {Options.Startup}".TrimStart();
        settings.Pooling = false;
        // One that does not answer leaves time for the next.
        settings.Timeout = Math.Max(1, (int)Math.Ceiling(connectTimeout.TotalSeconds / hosts));
        // The session ends what takes too long by itself (PostgresSession), without waiting for the server's consent.
        settings.CommandTimeout = 0;
        settings.CancellationTimeout = -1;
    }

    /// <summary>Why a connect, or what was done on the connection, failed.</summary>
    internal Failure Explain(Exception error) => error switch
    {
        FormatException => new(Reason.Malformed, $"the DSN: {error.Message}"),
        FileNotFoundException or DirectoryNotFoundException => new(Reason.NotFound, error.Message),
        UnauthorizedAccessException => new(Reason.PermissionDenied, error.Message),
        _ => OfServer(Failure.Of(error, Where)),
    };

    Failure OfServer(Failure failure) =>
        failure.Reason == Reason.AuthenticationFailed && refusal is not null ? failure with { Mend = refusal } : failure;

    static string ReadSecret(string path) => File.ReadAllText(path).Trim();
}
