using System.Net;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Http;

/// <summary>Sends requests as the settings have it, over connections that are kept. Redirects are not followed: what is sent is meant for one server.</summary>
public sealed class SettingsClient : IDisposable
{
    readonly HttpClientConfig config;
    readonly RequestAuthorization authorization;
    readonly ForwardProxy? proxy;
    readonly HttpMessageInvoker http;

    public SettingsClient(HttpClientConfig config, TimeProvider clock)
    {
        this.config = config;
        authorization = new(config, clock);
        proxy = ForwardProxy.Of(config.ProxyUrl);
        var handler = ClientHandler.Create(new(config.TlsConfig), proxy);
        handler.UseCookies = false;
        // Names may move.
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        http = new(handler);
    }

    /// <exception cref="HttpRequestException">No answer; also where there is no token to be had.</exception>
    /// <exception cref="SettingsFileException">A file that the settings name cannot be read.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        foreach (var (name, value) in config.Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        AddIfMissing(request, "User-Agent", $"metrics-agent/{Self.AgentBuild.Current.Version}");
        try
        {
            if (await authorization.HeaderAsync(cancel) is { } header)
                AddIfMissing(request, "Authorization", header);
        }
        catch (AccessTokenException e)
        {
            throw new HttpRequestException(e.Message, e, e.Status);
        }

        proxy?.Authorize(request);
        var response = await http.SendAsync(request, cancel);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            authorization.Refused();
        return response;
    }

    public void Dispose() => http.Dispose();

    static void AddIfMissing(HttpRequestMessage request, string name, string value)
    {
        if (!request.Headers.Contains(name))
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
