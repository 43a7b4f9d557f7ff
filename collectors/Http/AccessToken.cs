using System.Globalization;
using System.Net;
using System.Text.Json;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Http;

/// <summary>There is no token to be had; the inner exception or the status says why.</summary>
/// <param name="status">What the token server answered instead of 200; null when it did not, or not with a token.</param>
internal sealed class AccessTokenException(string message, HttpStatusCode? status, Exception? cause = null) : Exception(message, cause)
{
    internal HttpStatusCode? Status => status;
}

/// <summary>A token for client credentials (RFC 6749, section 4.4), kept until shortly before it expires.</summary>
internal sealed class AccessToken(Oauth2Config config, TimeProvider clock)
{
    const int LongestAnswer = 1 << 20;

    // As Go's client has it: a request must not arrive with a token that has just expired.
    static readonly TimeSpan Early = TimeSpan.FromSeconds(10);

    readonly SettingsSecret secret = new("client_secret_file", config.ClientSecret, config.ClientSecretFile);
    readonly ClientTls tls = new(config.TlsConfig);
    readonly ForwardProxy? proxy = ForwardProxy.Of(config.ProxyUrl);
    string? header;
    long fetched;
    TimeSpan lifetime;
    bool credentialsInBody;

    /// <returns><c>Bearer</c> and the token.</returns>
    /// <exception cref="AccessTokenException">There is no token to be had.</exception>
    internal async ValueTask<string> HeaderAsync(CancellationToken cancel)
    {
        if (header is null || clock.GetElapsedTime(fetched) >= lifetime)
            await FetchAsync(cancel);
        return header!;
    }

    internal void Forget() => header = null;

    async Task FetchAsync(CancellationToken cancel)
    {
        header = null;
        using var http = new HttpMessageInvoker(ClientHandler.Create(tls, proxy));
        try
        {
            var asked = clock.GetTimestamp();
            var (status, body) = await AskAsync(http, cancel);
            // RFC 6749, section 2.3.1: a server has to take the credentials in the header, but not all do.
            if (status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized)
            {
                credentialsInBody = !credentialsInBody;
                (status, body) = await AskAsync(http, cancel);
            }

            if (status != HttpStatusCode.OK)
                throw new AccessTokenException($"the token server answered {(int)status}", status);
            (var token, lifetime) = Read(body);
            (header, fetched) = ($"Bearer {token}", asked);
        }
        catch (Exception e) when (e is HttpRequestException or IOException and not SettingsFileException)
        {
            throw new AccessTokenException($"the token server: {e.Message}", null, e);
        }
    }

    async Task<(HttpStatusCode Status, byte[] Body)> AskAsync(HttpMessageInvoker http, CancellationToken cancel)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "client_credentials"), .. config.EndpointParams];
        if (config.Scopes.Count > 0)
            form.Add(new("scope", string.Join(' ', config.Scopes)));
        using var request = new HttpRequestMessage(HttpMethod.Post, config.TokenUrl);
        if (credentialsInBody)
            form.AddRange([new("client_id", config.ClientId), new("client_secret", secret.Current())]);
        else
            request.Headers.TryAddWithoutValidation("Authorization", BasicCredentials.Header(Uri.EscapeDataString(config.ClientId), Uri.EscapeDataString(secret.Current())));
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        proxy?.Authorize(request);
        request.Content = new FormUrlEncodedContent(form);

        using var response = await http.SendAsync(request, cancel);
        await response.Content.LoadIntoBufferAsync(LongestAnswer, cancel);
        return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancel));
    }

    /// <summary>RFC 6749, section 5.1. One without a lifetime is kept until it is refused.</summary>
    internal static (string Token, TimeSpan Lifetime) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var token = json.RootElement.GetProperty("access_token").GetString();
            // RFC 6750, section 2.1: nothing that would end the header.
            if (string.IsNullOrEmpty(token) || token.Any(c => c is <= ' ' or > '~'))
                throw new AccessTokenException("the token server's answer has no token that a header can carry", null);
            var lifetime = json.RootElement.TryGetProperty("expires_in", out var expires) ? Seconds(expires) - Early : TimeSpan.MaxValue;
            return (token, lifetime);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new AccessTokenException("the token server's answer is no token", null);
        }
    }

    /// <summary>Some servers write the number as text.</summary>
    static TimeSpan Seconds(JsonElement expires)
    {
        var text = expires.ValueKind == JsonValueKind.String ? expires.GetString() : expires.GetRawText();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : TimeSpan.MaxValue;
    }
}
