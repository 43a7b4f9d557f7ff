namespace MetricsAgent.Tests.Servers;

/// <summary>postgres' command line for a <see cref="PostgresServer"/>.</summary>
internal static class PostgresSettings
{
    public static IEnumerable<string> Arguments(PostgresServer server, string data, PostgresOptions options)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = $"{server.Port}",
            ["unix_socket_directories"] = server.SocketDirectory,
            ["max_connections"] = $"{options.MaxConnections}",
            ["shared_preload_libraries"] = options.Statements ? "pg_stat_statements" : "",
            ["track_io_timing"] = "on",
            // Data that nobody needs after a crash, in little memory.
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["shared_buffers"] = "16MB",
            ["huge_pages"] = "off",
        };
        if (options.Certificate is not null)
            settings["ssl"] = "on";
        if (options.ClientAuthority.Length > 0)
            settings["ssl_ca_file"] = "clients.crt";
        foreach (var (name, value) in options.Settings)
            settings[name] = value;
        return ["-D", data, .. settings.SelectMany(setting => new[] { "-c", $"{setting.Key}={setting.Value}" })];
    }
}
