using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace MetricsAgent.Config;

/// <summary>
/// URLs that are allowed: <c>https://example.org/health</c>, <c>https://*.example.org:8443/health/*</c>, <c>tcp://db.internal:5432</c>.
/// A <c>*</c> in front of the host stands for one label or more, one for the port for any, one at the end of the path for any rest,
/// the query included. Nothing else does; a name is compared as a name, wherever it leads.
/// </summary>
public sealed partial class UrlPattern
{
    readonly Uri url;
    readonly string? domain;
    readonly bool anyPort;
    readonly string? prefix;

    UrlPattern(Uri url, bool anyHost, bool anyPort, bool anyRest)
    {
        this.url = url;
        this.anyPort = anyPort;
        domain = anyHost ? $".{url.IdnHost}" : null;
        prefix = anyRest ? url.PathAndQuery : null;
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out UrlPattern? pattern)
    {
        pattern = null;
        if (Written().Match(text) is not { Success: true } match)
            return false;
        var (port, path) = (match.Groups["port"].Value, match.Groups["path"].Value.TrimEnd('*'));
        var authority = port is "" or "*" ? match.Groups["host"].Value : $"{match.Groups["host"].Value}:{port}";
        if (!Uri.TryCreate($"{match.Groups["scheme"].Value}://{authority}{path}", UriKind.Absolute, out var url) || url.Host.Length == 0)
            return false;
        // What is written is what is compared.
        if (IsMasked(url) || (path.Length > 0 && path != url.AbsolutePath))
            return false;
        pattern = new(url, match.Groups["any"].Success, port == "*", match.Groups["rest"].Success);
        return true;
    }

    public string Scheme => url.Scheme;

    public bool Matches(Uri target) =>
        target.IsAbsoluteUri
        && target.Scheme == url.Scheme
        && target.UserInfo.Length == 0
        && target.Fragment.Length == 0
        && (anyPort || target.Port == url.Port)
        && (domain is null ? Same(target.IdnHost, url.IdnHost) : target.IdnHost.EndsWith(domain, StringComparison.OrdinalIgnoreCase))
        && (prefix is null ? target.PathAndQuery == url.PathAndQuery : target.PathAndQuery.StartsWith(prefix, StringComparison.Ordinal) && !IsMasked(target));

    static bool Same(string host, string other) => string.Equals(host, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>A server may see another path behind an escaped dot, slash, backslash or percent sign than we do.</summary>
    static bool IsMasked(Uri url) => Masked().IsMatch(url.AbsolutePath);

    [GeneratedRegex(@"^(?<scheme>[a-z][a-z0-9+.-]*)://(?<any>\*\.)?(?<host>\[[0-9A-Fa-f:.]+\]|[^\s/:*@?#\\\[\]]+)(:(?<port>\d{1,5}|\*))?(?<path>/[^\s*?#\\]*(?<rest>\*)?)?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Written();

    [GeneratedRegex("%(2e|2f|5c|25)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Masked();
}
