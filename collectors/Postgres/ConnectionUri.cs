namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// libpq's URI form: <c>postgresql://user:password@host:port/dbname?keyword=value</c>, every part optional and percent-encoded
/// (PostgreSQL's documentation, 34.1.1.2). Also with a driver in the scheme, as SQLAlchemy writes it.
/// </summary>
static class ConnectionUri
{
    const string Java = "jdbc:";

    internal static bool IsUri(string dsn) =>
        dsn.IndexOf("://", StringComparison.Ordinal) is > 0 and var end && !dsn.AsSpan(0, end).ContainsAny(" ='");

    /// <summary>That it is another program's URI, or null.</summary>
    internal static string? SchemeError(string uri)
    {
        var scheme = uri[..uri.IndexOf("://", StringComparison.Ordinal)];
        return IsOwn(scheme) ? null
            : scheme.StartsWith(Java, StringComparison.Ordinal) && IsOwn(scheme[Java.Length..]) ? $"the URI begins with {Java}, which is to be dropped"
            : "the URI does not begin with postgresql://";

        static bool IsOwn(string scheme) => scheme.Split('+')[0] is "postgresql" or "postgres";
    }

    /// <exception cref="FormatException">Says what is wrong and never a value.</exception>
    internal static Dictionary<string, string> Parse(string uri)
    {
        var scheme = uri[..uri.IndexOf("://", StringComparison.Ordinal)];
        if (SchemeError(uri) is { } error)
            throw new FormatException(error);

        var parameters = new Dictionary<string, string>();
        var rest = uri[(scheme.Length + 3)..];
        (rest, var query) = Cut(rest, '?');
        (rest, var database) = Cut(rest, '/');
        // Anything else would take a part of the password for a host, a port or a keyword, and show it.
        if (database.Contains('@') || query.Contains('@'))
            throw new FormatException("the URI has an '@' after '/' or '?'; write these in a password as %2F and %3F, and an '@' as %40");
        // The last one: an '@' in a password should be encoded, and often is not.
        var at = rest.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Cut(rest[..at], ':');
            Add(parameters, "user", user);
            Add(parameters, "password", password);
        }

        AddAddress(parameters, rest[(at + 1)..]);
        Add(parameters, "dbname", database);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (keyword, value) = Cut(pair, '=');
            if (keyword.Length == pair.Length)
                throw new FormatException("a parameter of the URI has no '='");
            Add(parameters, keyword == "ssl" && value == "true" ? "sslmode" : keyword, keyword == "ssl" && value == "true" ? "require" : value);
        }

        return parameters;
    }

    /// <summary>Several hosts are separated by commas, each with a port of its own.</summary>
    static void AddAddress(Dictionary<string, string> parameters, string addresses)
    {
        var (hosts, ports) = (new List<string>(), new List<string>());
        foreach (var address in addresses.Split(','))
        {
            var (host, port) = Address(address);
            hosts.Add(host);
            ports.Add(port);
        }

        Add(parameters, "host", string.Join(',', hosts));
        if (ports.Exists(port => port.Length > 0))
            Add(parameters, "port", string.Join(',', ports));
    }

    static (string Host, string Port) Address(string address)
    {
        if (!address.StartsWith('['))
            return Cut(address, ':');
        var end = address.IndexOf(']');
        if (end < 0 || (end + 1 < address.Length && address[end + 1] != ':'))
            throw new FormatException("the URI's IPv6 address does not end in ']'");
        return (address[1..end], end + 2 < address.Length ? address[(end + 2)..] : "");
    }

    static void Add(Dictionary<string, string> parameters, string keyword, string encoded)
    {
        if (encoded.Length > 0)
            parameters[keyword] = Decode(encoded);
    }

    static string Decode(string encoded)
    {
        for (var i = encoded.IndexOf('%'); i >= 0; i = encoded.IndexOf('%', i + 1))
        {
            if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2]))
                throw new FormatException("the URI has a '%' that two hexadecimal digits do not follow; a literal one is written %25");
        }

        return Uri.UnescapeDataString(encoded);
    }

    /// <summary>What is before the first separator and what is after it; all and nothing when there is none.</summary>
    static (string Before, string After) Cut(string text, char separator)
    {
        var at = text.IndexOf(separator);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
