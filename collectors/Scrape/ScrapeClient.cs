using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Config;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Scrape;

/// <summary>Asks a target for its metrics, over a connection that is kept.</summary>
internal sealed class ScrapeClient : IDisposable
{
    /// <summary>As Prometheus 3 asks, but for protobuf; names that only it takes become legal ones.</summary>
    const string Accept = "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,"
        + "text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    internal const int MostRedirects = 10;

    readonly ScrapeTarget target;
    readonly Uri url;
    readonly string? credentials;
    readonly string timeout;
    readonly RequestAuthorization authorization;
    readonly ForwardProxy? proxy;
    readonly HttpMessageInvoker http;
    readonly ScrapeBody body = new();

    internal ScrapeClient(ScrapeTarget target, TimeSpan timeout, TimeProvider clock)
    {
        this.target = target;
        this.timeout = timeout.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var written = new Uri(target.Url, UriKind.Absolute);
        url = new UriBuilder(written) { UserName = "", Password = "" }.Uri;
        credentials = written.UserInfo.Length == 0 ? null : BasicCredentials.Header(written);
        authorization = new(target, clock);
        proxy = ForwardProxy.Of(target.ProxyUrl);
        http = new(CreateHandler());
        Address = ProbeRequest.Label(target.Url);
    }

    /// <summary>The URL without what may be secret in it.</summary>
    internal string Address { get; }

    /// <returns>The whole answer, until the next one is asked for.</returns>
    /// <exception cref="ScrapeException">Its status, its type or its size is not one to read.</exception>
    internal async Task<ScrapeBody> GetAsync(CancellationToken cancel)
    {
        using var request = Request(await authorization.HeaderAsync(cancel));
        using var response = await http.SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            authorization.Refused();
        if (response.StatusCode != HttpStatusCode.OK)
            throw new ScrapeException(ScrapeFault.Of(response.StatusCode));
        var headers = response.Content.Headers;
        // Of gzip nothing is left here.
        if (headers.ContentEncoding is { Count: > 0 } encodings)
            throw new ScrapeException(Reason.Unsupported, $"its Content-Encoding is {string.Join(", ", encodings)}, of which only gzip is read");
        await body.ReadAsync(await response.Content.ReadAsStreamAsync(cancel), FormatOf(headers.ContentType), headers.ContentLength, target.MaxBody, cancel);
        return body;
    }

    public void Dispose() => http.Dispose();

    /// <summary>What says nothing is taken for text, as Prometheus 2 does; what says that it is something else is not read.</summary>
    static ExpositionFormat FormatOf(MediaTypeHeaderValue? type) => type?.MediaType?.ToLowerInvariant() switch
    {
        "application/openmetrics-text" => ExpositionFormat.OpenMetrics,
        null or "text/plain" => ExpositionFormat.Text,
        { } other => throw new ScrapeException(Reason.Unsupported, $"it is {other}, neither text/plain nor application/openmetrics-text"),
    };

    HttpRequestMessage Request(string? header)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        foreach (var (name, value) in target.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        AddIfMissing("Accept", Accept);
        AddIfMissing("User-Agent", $"metrics-agent/{Self.AgentBuild.Current.Version}");
        AddIfMissing("X-Prometheus-Scrape-Timeout-Seconds", timeout);
        if ((header ?? credentials) is { } secret)
            AddIfMissing("Authorization", secret);
        proxy?.Authorize(request);
        return request;

        void AddIfMissing(string name, string value)
        {
            if (!request.Headers.Contains(name))
                request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>Connections that are kept: secrets and authorities are those of the files when a connection is made.</summary>
    SocketsHttpHandler CreateHandler()
    {
        var handler = ClientHandler.Create(new(target.TlsConfig), proxy);
        handler.AllowAutoRedirect = true;
        handler.MaxAutomaticRedirections = MostRedirects;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        // Names may move.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.MaxResponseDrainSize = 0;
        return handler;
    }
}
