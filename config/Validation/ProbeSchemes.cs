using System.Globalization;
using System.Text.RegularExpressions;

namespace MetricsAgent.Config.Validation;

/// <summary>The schemes that the URL of a probe can have, what the rest of it is then like, and the keys that only some of them have.</summary>
public static partial class ProbeSchemes
{
    static readonly string[] Http = ["http", "https"];

    static readonly Dictionary<string, (string Example, Func<Uri, bool> IsValid)> Known = new()
    {
        ["http"] = ("http://127.0.0.1:8080/health", HasHost),
        ["https"] = ("https://example.org/health", HasHost),
        ["tcp"] = ("tcp://127.0.0.1:5432", url => HasHost(url) && HasPort(url) && IsEmpty(url.AbsolutePath) && IsPlain(url)),
        ["tls"] = ("tls://example.org:443", url => HasHost(url) && HasPort(url) && IsEmpty(url.AbsolutePath) && IsPlain(url)),
        ["unix"] = ("unix:///run/app.sock", url => !HasHost(url) && !IsEmpty(url.AbsolutePath) && IsPlain(url)),
        ["dns"] = ("dns://192.0.2.53", url => IsEmpty(url.AbsolutePath) && IsPlain(url) && (HasHost(url) || url.Port < 0)),
        ["icmp"] = ("icmp://192.0.2.1", url => HasHost(url) && url.Port < 0 && IsEmpty(url.AbsolutePath) && IsPlain(url)),
        ["grpc"] = ("grpc://127.0.0.1:50051/example.Orders", url => HasHost(url) && HasPort(url) && IsPlain(url)),
        ["grpcs"] = ("grpcs://example.org:443/example.Orders", url => HasHost(url) && HasPort(url) && IsPlain(url)),
    };

    /// <summary>Keys of a target with the schemes that they are for; any other key is for all.</summary>
    public static IReadOnlyDictionary<string, string[]> Keys { get; } = new Dictionary<string, string[]>
    {
        ["method"] = Http,
        ["body"] = Http,
        ["body_file"] = Http,
        ["http_version"] = Http,
        ["basic_auth"] = Http,
        ["authorization"] = Http,
        ["oauth2"] = Http,
        ["expect_status"] = Http,
        ["expect_headers"] = Http,
        ["body_matches"] = Http,
        ["body_not_matches"] = Http,
        ["max_redirects"] = Http,
        ["forbid_redirects"] = Http,
        ["max_body"] = Http,
        ["health"] = Http,
        ["headers"] = ["http", "https", "grpc", "grpcs"],
        ["proxy_url"] = ["http", "https", "grpc", "grpcs"],
        ["tls_config"] = ["http", "https", "tcp", "tls", "unix", "grpcs"],
        ["tcp"] = ["tcp", "tls"],
        ["unix"] = ["unix"],
        ["dns"] = ["dns"],
        ["icmp"] = ["icmp"],
    };

    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <returns>What is wrong with the URL, which is not repeated: it may have a password in it. Null when nothing is.</returns>
    internal static string? Error(string text) => HasNoPort(text) ? "must have a port from 1 to 65535" : !Uri.TryCreate(text, UriKind.Absolute, out var url) || !Known.TryGetValue(url.Scheme, out var scheme)
        ? $"must be an absolute URL such as {Known["https"].Example}; its scheme can be {string.Join(", ", Known.Keys)}"
        : scheme.IsValid(url) ? null : $"must be like {scheme.Example}";

    internal static string Urls(IEnumerable<string> schemes) => string.Join(", ", schemes.Select(scheme => $"{scheme}://"));

    /// <summary>Port 0 is none that something listens on, and of one above all there is no URL.</summary>
    static bool HasNoPort(string text)
    {
        var port = WrittenPort().Match(text).Groups["port"];
        var number = port.ValueSpan.TrimStart('0');
        return port.Success && (number.Length is 0 or > 5 || int.Parse(number, CultureInfo.InvariantCulture) > ushort.MaxValue);
    }

    [GeneratedRegex(@"^[a-z]+://([^/?#]*@)?(\[[^\]/?#]*\]|[^/?#:@]*):(?<port>[0-9]+)([/?#]|\z)", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex WrittenPort();

    static bool HasHost(Uri url) => url.Host.Length > 0;

    static bool HasPort(Uri url) => url.Port > 0;

    static bool IsEmpty(string path) => path is "" or "/";

    static bool IsPlain(Uri url) => url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;
}
