using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>What a receiver is sent by HTTP. Its URL, its headers and its body may hold secrets.</summary>
internal sealed record HttpPost(string Url, byte[] Body, string ContentType, params (string Name, string Value)[] Headers)
{
    internal static HttpPost Json(string url, JsonNode body, params (string Name, string Value)[] headers) =>
        new(url, Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json", headers);

    /// <returns>Null where the URL is none.</returns>
    internal HttpRequestMessage? ToRequest()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            return null;
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(ContentType);
        foreach (var (name, value) in Headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
