using System.Net;
using System.Text;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Probe;

/// <summary>The requests of a probe: the target's own, and those that follow its redirects.</summary>
internal sealed class ProbeRequest
{
    static readonly string UserAgent = $"metrics-agent/{Self.AgentBuild.Current.Version}";

    readonly HttpMethod method;
    readonly List<KeyValuePair<string, string>> headers = [];

    internal ProbeRequest(string url, ProbeSettings settings)
    {
        var written = new Uri(url, UriKind.Absolute);
        Url = new UriBuilder(written) { UserName = "", Password = "" }.Uri;
        method = HttpMethod.Parse(settings.Method);
        headers.AddRange(settings.Headers);
        if (written.UserInfo.Length > 0)
            AddIfMissing("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(written.UserInfo)))}");
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

    internal HttpRequestMessage First() => Create(method, Url);

    /// <summary>
    /// The request that follows a redirect, as browsers make it. The target's headers, which may hold secrets, go along only to
    /// the same host, and not from HTTPS to HTTP.
    /// </summary>
    /// <returns>Null when the redirect leads to something that is not HTTP.</returns>
    internal HttpRequestMessage? Next(HttpRequestMessage request, HttpStatusCode status, Uri location)
    {
        var from = request.RequestUri!;
        if (!Uri.TryCreate(from, location, out var to) || (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps))
            return null;
        var keepsMethod = status is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
            || request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
        return Create(keepsMethod ? request.Method : HttpMethod.Get, to);
    }

    HttpRequestMessage Create(HttpMethod method, Uri url)
    {
        // HTTP/2 where TLS negotiates it, HTTP/1.1 elsewhere.
        var request = new HttpRequestMessage(method, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        var trusted = url.Host == Url.Host && (url.Scheme == Uri.UriSchemeHttps || Url.Scheme == Uri.UriSchemeHttp);
        if (!trusted)
        {
            request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
            return request;
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    void AddIfMissing(string name, string value)
    {
        if (!headers.Exists(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)))
            headers.Add(new(name, value));
    }
}
