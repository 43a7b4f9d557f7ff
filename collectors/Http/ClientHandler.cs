using System.Net;

namespace MetricsAgent.Collectors.Http;

/// <summary>A handler for requests of the agent's own, as the settings have TLS and proxy. Redirects are not followed.</summary>
static class ClientHandler
{
    /// <param name="proxyUrl">Empty for none.</param>
    /// <exception cref="SettingsFileException">A file of the settings is not there.</exception>
    internal static SocketsHttpHandler Create(ClientTls tls, string proxyUrl) => new()
    {
        UseProxy = proxyUrl.Length > 0,
        Proxy = proxyUrl.Length == 0 ? null : Proxy(new(proxyUrl, UriKind.Absolute)),
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        SslOptions = tls.Options(),
    };

    static WebProxy Proxy(Uri url)
    {
        var user = url.UserInfo.Split(':', 2);
        return new(new UriBuilder(url) { UserName = "", Password = "" }.Uri)
        {
            Credentials = url.UserInfo.Length == 0 ? null : new NetworkCredential(Uri.UnescapeDataString(user[0]), Uri.UnescapeDataString(user[^1])),
        };
    }
}
