using System.Net;

namespace MetricsAgent.Collectors.Probe;

/// <summary>Cookies that answers of one probe set, for where they redirect to (RFC 6265): a gateway may want its own back. The next probe has none.</summary>
internal sealed class RedirectCookies
{
    CookieContainer? jar;

    internal void Keep(HttpResponseMessage response, Uri url)
    {
        if (!response.Headers.TryGetValues("Set-Cookie", out var lines))
            return;
        jar ??= new();
        foreach (var line in lines)
        {
            try
            {
                jar.SetCookies(url, line);
            }
            catch (CookieException)
            {
                ProbeTrace.Current?.Note($"a cookie that cannot be read is not kept");
            }
        }
    }

    /// <summary>A header of the target's own is left as it is.</summary>
    internal void AddTo(HttpRequestMessage request)
    {
        if (jar?.GetCookieHeader(request.RequestUri!) is { Length: > 0 } header && !request.Headers.Contains("Cookie"))
            request.Headers.TryAddWithoutValidation("Cookie", header);
    }
}
