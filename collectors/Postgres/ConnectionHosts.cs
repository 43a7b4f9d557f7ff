using System.Globalization;
using Npgsql;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>Which server of several a target is about, as <c>target_session_attrs</c> says it.</summary>
enum SessionRole
{
    Any,
    Primary,
    Standby,
    PreferStandby,
}

/// <summary>The servers that a DSN names, to be tried in their order (PostgreSQL's documentation, 34.1.1.3).</summary>
internal sealed record ConnectionHosts(IReadOnlyList<NpgsqlConnectionStringBuilder> Hosts, SessionRole Wanted)
{
    internal const string SessionAttributes = "target_session_attrs";

    const string Default = "localhost";

    /// <summary>For messages: <c>host:port</c>, or a socket's path, of each.</summary>
    internal string Where => string.Join(", ", Hosts.Select(Address));

    /// <param name="settings">What all hosts have in common.</param>
    /// <param name="given">libpq's parameters; lists in <c>host</c>, <c>hostaddr</c> and <c>port</c> are separated by commas.</param>
    /// <exception cref="FormatException">The lists do not fit together.</exception>
    internal static ConnectionHosts Of(NpgsqlConnectionStringBuilder settings, IReadOnlyDictionary<string, string> given)
    {
        var hosts = List(given, "hostaddr") ?? List(given, "host") ?? [Default];
        var ports = List(given, "port") ?? [""];
        if (ports.Length != 1 && ports.Length != hosts.Length)
            throw new FormatException($"{ports.Length} ports do not match {hosts.Length} hosts; give one for all, or one for each");

        // Hosts are shown in messages; this one has swallowed what was to follow it, perhaps a password.
        if (hosts.Any(host => host.AsSpan().ContainsAny(";=")))
            throw new FormatException("a host has ';' or '=' in it; 'keyword=value' pairs are separated by blanks");

        var each = hosts.Select((host, index) => new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            Host = host.Length > 0 ? host : Default,
            Port = ports[ports.Length == 1 ? 0 : index] is { Length: > 0 } port ? ConnectionString.Number("port", port, 1, 65_535) : NpgsqlConnection.DefaultPort,
        });
        return new([.. each], given.TryGetValue(SessionAttributes, out var wanted) && wanted.Length > 0 ? Role(wanted) : SessionRole.Any);
    }

    /// <summary>Whether a server is one of those that are asked for.</summary>
    internal static bool Suits(SessionRole wanted, ServerFacts server) => wanted switch
    {
        SessionRole.Primary => !server.InRecovery,
        SessionRole.Standby or SessionRole.PreferStandby => server.InRecovery,
        _ => true,
    };

    static string Address(NpgsqlConnectionStringBuilder host) => host.Host!.StartsWith('/')
        ? $"{host.Host}/.s.PGSQL.{host.Port}"
        : string.Create(CultureInfo.InvariantCulture, $"{host.Host}:{host.Port}");

    static string[]? List(IReadOnlyDictionary<string, string> given, string keyword) =>
        given.TryGetValue(keyword, out var list) && list.Length > 0 ? list.Split(',', StringSplitOptions.TrimEntries) : null;

    // The agent's own sessions are read only everywhere, so read-write is taken for what it is used for.
    static SessionRole Role(string value) => ConnectionString.Choice(
        SessionAttributes, value, ("any", SessionRole.Any), ("read-write", SessionRole.Primary), ("read-only", SessionRole.Standby),
        ("primary", SessionRole.Primary), ("standby", SessionRole.Standby), ("prefer-standby", SessionRole.PreferStandby));
}
