using System.Text;

namespace MetricsAgent.Rules.Templates;

/// <summary>Addresses: those of Prometheus' pages, and parts of others.</summary>
static class TemplateLinks
{
    internal static string Graph(string expression, int tab) => $"/graph?g0.expr={Escape(expression)}&g0.tab={tab}";

    /// <summary>As Go's <c>url.QueryEscape</c>.</summary>
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
                escaped.Append((char)value);
            else if (value == ' ')
                escaped.Append('+');
            else
                escaped.Append(System.Globalization.CultureInfo.InvariantCulture, $"%{value:X2}");
        }

        return escaped.ToString();
    }

    internal static string Path(string url) => Uri.TryCreate(url, UriKind.Absolute, out var parsed) && url.IndexOf('/', url.IndexOf("://", StringComparison.Ordinal) + 3) >= 0
        ? parsed.AbsolutePath
        : "";

    internal static string WithoutPort(string hostPort) => Split(hostPort) is { } split ? split.Host : hostPort;

    internal static string WithoutDomain(string hostPort)
    {
        var (host, port) = Split(hostPort) ?? (hostPort, "");
        if (IsAddress(host))
            return hostPort;
        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var name = dot < 0 ? host : host[..dot];
        return port.Length > 0 ? $"{name}:{port}" : name;
    }

    /// <summary>As Go's <c>net.SplitHostPort</c>: null without exactly one port.</summary>
    static (string Host, string Port)? Split(string hostPort)
    {
        var colon = hostPort.LastIndexOf(':');
        if (colon < 0)
            return null;
        if (hostPort[0] == '[')
        {
            var end = hostPort.IndexOf(']', StringComparison.Ordinal);
            return end + 1 == colon && hostPort.IndexOf('[', 1) < 0 && hostPort.IndexOf(']', end + 1) < 0 ? (hostPort[1..end], hostPort[(colon + 1)..]) : null;
        }

        var host = hostPort[..colon];
        return host.AsSpan().IndexOfAny(":[]") < 0 && hostPort.AsSpan(colon).IndexOfAny("[]") < 0 ? (host, hostPort[(colon + 1)..]) : null;
    }

    static bool IsAddress(string host) =>
        (host.Contains(':', StringComparison.Ordinal) && Uri.CheckHostName(host) == UriHostNameType.IPv6)
        || (host.Split('.') is { Length: 4 } parts && parts.All(part => byte.TryParse(part, System.Globalization.NumberStyles.None, null, out _)));
}
