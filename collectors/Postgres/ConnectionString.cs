using System.Globalization;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// libpq's ways to say where a server is (URI, keyword form, <c>PG*</c> variables; PostgreSQL's documentation, 34.1.1 and 34.15)
/// as Npgsql's. Pure. No message contains a value, because any of them may be a password in the wrong place.
/// </summary>
static class ConnectionString
{
    const string ApplicationName = "metrics-agent";

    /// <summary>Npgsql's own search for a password file does not mind its mode; this ends it.</summary>
    internal const string NoPassfile = "/dev/null";

    static readonly string[] Variables =
    [
        "host", "hostaddr", "port", "database", "user", "password", "options", "appname", "sslmode", "sslrootcert", "sslcert",
        "sslkey", "sslnegotiation", "channelbinding", "passfile", "targetsessionattrs",
    ];

    /// <summary>The target that the environment names, or null when it names none.</summary>
    internal static string? FromEnvironment(Func<string, string?> environment)
    {
        if (Variable(environment) is { } name)
            return environment(name);
        return environment("PGHOST") is { Length: > 0 } || environment("PGHOSTADDR") is { Length: > 0 } ? "" : null;
    }

    /// <summary>That the variable with the target has another program's URI, or null.</summary>
    internal static string? EnvironmentError(Func<string, string?> environment) =>
        Variable(environment) is { } name && environment(name)! is var dsn && ConnectionUri.IsUri(dsn) && ConnectionUri.SchemeError(dsn) is { } error
            ? $"the environment variable {name}: {error}"
            : null;

    /// <summary>The one that has a whole DSN.</summary>
    static string? Variable(Func<string, string?> environment) =>
        Array.Find(["DATABASE_URL", "DATA_SOURCE_NAME"], (string name) => environment(name) is { Length: > 0 });

    /// <param name="dsn">A URI, the keyword form, or empty for the environment alone.</param>
    /// <param name="environment">Supplies what <paramref name="dsn"/> leaves out, as libpq does.</param>
    /// <param name="service">The parameters of a service by its name; they come before the environment's.</param>
    /// <exception cref="FormatException">Says what is wrong and never a value.</exception>
    internal static ConnectionHosts Parse(
        string dsn, Func<string, string?> environment, Func<string, IReadOnlyDictionary<string, string>>? service = null)
    {
        var given = Given(dsn);
        if ((given.Remove("service", out var name) ? name : environment("PGSERVICE")) is { Length: > 0 } known && service is not null)
        {
            foreach (var (keyword, value) in service(known))
                given.TryAdd(keyword, value);
        }

        foreach (var variable in Variables)
        {
            if (environment("PG" + variable.ToUpperInvariant()) is { Length: > 0 } value)
                given.TryAdd(Keyword(variable), value);
        }

        var result = new NpgsqlConnectionStringBuilder { SslMode = SslMode.Prefer, ApplicationName = ApplicationName, TcpKeepAlive = true, Passfile = NoPassfile };
        foreach (var (keyword, value) in given)
        {
            if (value.Length > 0)
                Set(result, keyword, value);
        }

        result.Username ??= Environment.UserName;
        result.Database ??= result.Username;
        // As libpq has it: a certificate to check against means that it is checked.
        if (result is { SslMode: SslMode.Require, RootCertificate.Length: > 0 })
            result.SslMode = SslMode.VerifyCA;
        return ConnectionHosts.Of(result, given);
    }

    /// <summary>The database that the DSN itself names, or null.</summary>
    /// <exception cref="FormatException">As of <see cref="Parse"/>.</exception>
    internal static string? NamedDatabase(string dsn) => Given(dsn).GetValueOrDefault("dbname");

    static Dictionary<string, string> Given(string dsn) => ConnectionUri.IsUri(dsn) ? ConnectionUri.Parse(dsn) : ConnectionKeywords.Parse(dsn);

    static string Keyword(string variable) => variable switch
    {
        "database" => "dbname",
        "appname" => "application_name",
        "channelbinding" => "channel_binding",
        "targetsessionattrs" => ConnectionHosts.SessionAttributes,
        _ => variable,
    };

    static void Set(NpgsqlConnectionStringBuilder result, string keyword, string value)
    {
        switch (keyword)
        {
            case "host" or "hostaddr" or "port" or ConnectionHosts.SessionAttributes: break;
            case "dbname": result.Database = value; break;
            case "user": result.Username = value; break;
            case "password": result.Password = value; break;
            case "passfile": result.Passfile = value; break;
            case "options": result.Options = value; break;
            case "application_name": result.ApplicationName = value; break;
            case "sslmode": result.SslMode = Mode(value); break;
            // "system" is the machine's own list, which is what Npgsql takes without one.
            case "sslrootcert": result.RootCertificate = value == "system" ? null : value; break;
            case "sslcert": result.SslCertificate = value; break;
            case "sslkey": result.SslKey = value; break;
            case "sslpassword": result.SslPassword = value; break;
            case "sslnegotiation": result.SslNegotiation = Choice(keyword, value, ("postgres", SslNegotiation.Postgres), ("direct", SslNegotiation.Direct)); break;
            case "channel_binding": result.ChannelBinding = Choice(keyword, value, ("disable", ChannelBinding.Disable), ("prefer", ChannelBinding.Prefer), ("require", ChannelBinding.Require)); break;
            case "keepalives": result.TcpKeepAlive = Number(keyword, value, 0, 1) == 1; break;
            case "keepalives_idle": result.TcpKeepAliveTime = Number(keyword, value, 0, int.MaxValue); break;
            case "keepalives_interval": result.TcpKeepAliveInterval = Number(keyword, value, 0, int.MaxValue); break;
            default: Unused(keyword); break;
        }
    }

    /// <summary>What libpq or a web framework understands and this program has no use for; everything else is a mistake.</summary>
    static void Unused(string keyword)
    {
        switch (keyword)
        {
            // libpq's. The deadline of a connect is the poll's.
            case "connect_timeout" or "client_encoding" or "fallback_application_name" or "keepalives_count" or "tcp_user_timeout"
                or "load_balance_hosts" or "gssencmode" or "krbsrvname" or "gsslib" or "gssdelegation"
                or "requirepeer" or "require_auth" or "sslcompression" or "sslcrl" or "sslcrldir" or "sslsni" or "sslcertmode"
                or "ssl_min_protocol_version" or "ssl_max_protocol_version" or "min_protocol_version" or "max_protocol_version":
            // Frameworks' additions to DATABASE_URL (Prisma, Rails).
            case "schema" or "connection_limit" or "pool_timeout" or "socket_timeout" or "pgbouncer" or "pool" or "encoding" or "timeout":
                break;
            default:
                throw new FormatException($"'{keyword}' is not a connection parameter that is supported");
        }
    }

    static SslMode Mode(string value) => Choice(
        "sslmode", value, ("disable", SslMode.Disable), ("allow", SslMode.Allow), ("prefer", SslMode.Prefer), ("require", SslMode.Require),
        ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull));

    internal static T Choice<T>(string keyword, string value, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach (var choice in choices)
        {
            if (choice.Name == value)
                return choice.Value;
        }

        var names = new List<string>();
        foreach (var choice in choices)
            names.Add(choice.Name);
        throw new FormatException($"{keyword} is not one of {string.Join(", ", names)}");
    }

    internal static int Number(string keyword, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{keyword} is not a number from {least} to {most}");
}
