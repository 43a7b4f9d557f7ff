using System.Net;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>What files and token servers have to say about a request, each time anew.</summary>
/// <param name="Authorization">The header, instead of that of the URL's user information.</param>
internal readonly record struct RequestSecrets(string? Authorization, byte[]? Body);

/// <summary>The requests of a probe: the target's own, and those that follow its redirects.</summary>
internal sealed class ProbeRequest
{
    static readonly string UserAgent = $"metrics-agent/{Self.AgentBuild.Current.Version}";

    readonly HttpMethod method;
    readonly Version version;
    readonly HttpVersionPolicy versionPolicy;
    readonly List<KeyValuePair<string, string>> headers = [];

    internal ProbeRequest(string url, ProbeSettings settings)
    {
        Url = new(url, UriKind.Absolute);
        method = HttpMethod.Parse(settings.Method);
        // HTTP/2 where TLS negotiates it, HTTP/1.1 elsewhere; or what is asked for and nothing else.
        (version, versionPolicy) = settings.HttpVersion == "auto"
            ? (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower)
            : (Version.Parse(settings.HttpVersion.Contains('.', StringComparison.Ordinal) ? settings.HttpVersion : $"{settings.HttpVersion}.0"), HttpVersionPolicy.RequestVersionExact);
        headers.AddRange(settings.Headers);
        if (Url.UserInfo.Length > 0)
        {
            AddIfMissing("Authorization", BasicCredentials.Header(Url));
            Url = new UriBuilder(Url) { UserName = "", Password = "" }.Uri;
        }

        AddIfMissing("User-Agent", UserAgent);
    }

    /// <summary>Without user information, which became a header.</summary>
    internal Uri Url { get; }

    /// <summary>For a label: without user information, query and fragment, any of which may hold a secret.</summary>
    internal static string Label(string url)
    {
        var target = new Uri(url, UriKind.Absolute);
        var label = target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        // What is no document has no root.
        return target.Scheme is "http" or "https" || target.Host.Length == 0 ? label : label.TrimEnd('/');
    }

    /// <summary>Whether a redirect has not left the target's host.</summary>
    internal bool IsOwn(Uri url) => url.Host == Url.Host;

    internal HttpRequestMessage First(RequestSecrets secrets = default) => Create(method, Url, secrets);

    /// <summary>
    /// The request that follows a redirect, as browsers make it. The target's headers and body, which may hold secrets, go along
    /// only to the same host, and not from HTTPS to HTTP.
    /// </summary>
    /// <returns>Null when the redirect leads to something that is not HTTP.</returns>
    internal HttpRequestMessage? Next(HttpRequestMessage request, HttpStatusCode status, Uri location, RequestSecrets secrets = default)
    {
        var from = request.RequestUri!;
        if (!Uri.TryCreate(from, location, out var to) || (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps))
            return null;
        var keepsMethod = status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            || request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        return keepsMethod ? Create(request.Method, to, secrets) : Create(HttpMethod.Get, to, secrets with { Body = null });
    }

    HttpRequestMessage Create(HttpMethod method, Uri url, RequestSecrets secrets)
    {
        var request = new HttpRequestMessage(method, url) { Version = version, VersionPolicy = versionPolicy };
        var trusted = IsOwn(url) && (url.Scheme == Uri.UriSchemeHttps || Url.Scheme == Uri.UriSchemeHttp);
        if (!trusted)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
            return request;
        }

        if (secrets.Body is { } body)
            request.Content = new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        if (secrets.Authorization is { } authorization)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return request;
    }

    void AddIfMissing(string name, string value)
    {
        if (!headers.Exists(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)))
            headers.Add(new(name, value));
    }
}
