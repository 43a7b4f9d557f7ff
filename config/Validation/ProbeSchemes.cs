namespace MetricsAgent.Config.Validation;

/// <summary>The schemes that the URL of a probe can have, what the rest of it is then like, and the keys that only some of them have.</summary>
public static class ProbeSchemes
{
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
        ["method"] = ["http", "https"],
        ["expect_status"] = ["http", "https"],
        ["body_matches"] = ["http", "https"],
        ["max_redirects"] = ["http", "https"],
        ["max_body"] = ["http", "https"],
        ["headers"] = ["http", "https", "grpc", "grpcs"],
        ["tls_config"] = ["http", "https", "tcp", "tls", "unix", "grpcs"],
        ["tcp"] = ["tcp", "tls"],
        ["unix"] = ["unix"],
        ["dns"] = ["dns"],
        ["icmp"] = ["icmp"],
    };

    public static IReadOnlyCollection<string> All => Known.Keys;

    /// <returns>What is wrong with the URL, which is not repeated: it may have a password in it. Null when nothing is.</returns>
    internal static string? Error(string text) => !Uri.TryCreate(text, UriKind.Absolute, out var url) || !Known.TryGetValue(url.Scheme, out var scheme)
        ? $"must be an absolute URL such as {Known["https"].Example}; its scheme can be {string.Join(", ", Known.Keys)}"
        : scheme.IsValid(url) ? null : $"must be like {scheme.Example}";

    static bool HasHost(Uri url) => url.Host.Length > 0;

    static bool HasPort(Uri url) => url.Port > 0;

    static bool IsEmpty(string path) => path is "" or "/";

    static bool IsPlain(Uri url) => url.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0;
}
