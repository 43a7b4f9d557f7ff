using System.Net;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The name servers of this machine, resolv.conf(5).</summary>
static class SystemResolvers
{
    internal const string Path = "/etc/resolv.conf";

    /// <summary>The C library asks no more than these.</summary>
    const int Limit = 3;

    /// <returns>This machine itself when the file names none.</returns>
    internal static IReadOnlyList<string> Parse(ReadOnlySpan<char> text)
    {
        List<string> servers = [];
        foreach (var line in text.EnumerateLines())
        {
            var rest = line.Trim();
            if (!rest.StartsWith("nameserver", StringComparison.Ordinal))
                continue;
            var address = rest["nameserver".Length..].Trim();
            var end = address.IndexOfAny(" \t#;");
            if (servers.Count < Limit && IPAddress.TryParse(end < 0 ? address : address[..end], out var server))
                servers.Add(server.ToString());
        }

        return servers.Count > 0 ? servers : ["127.0.0.1"];
    }
}
