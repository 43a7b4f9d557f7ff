using System.Text;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Tests.Servers;

/// <summary>
/// An OAuth 2 server for one client, <c>agent:s3cret</c>, on <c>/token</c>; and the service that takes its tokens, everywhere else.
/// </summary>
internal sealed class TokenServer : IAsyncDisposable
{
    SmallServer server = null!;

    public string Url => $"http://127.0.0.1:{server.Port}/token";

    public string Service => $"http://127.0.0.1:{server.Port}/service";

    /// <summary>Tokens given so far; only the last is valid.</summary>
    public int Tokens { get; private set; }

    /// <summary>Seconds.</summary>
    public string ExpiresIn { get; set; } = "3600";

    /// <summary>It takes credentials only in the body.</summary>
    public bool WantsBody { get; set; }

    public TimeSpan Delay { get; set; }

    /// <summary>Instead of a token.</summary>
    public string? Answer { get; set; }

    public string LastForm { get; private set; } = "";

    public static async Task<TokenServer> StartAsync()
    {
        var tokens = new TokenServer();
        tokens.server = await SmallServer.StartAsync(tokens.AnswerAsync);
        return tokens;
    }

    /// <summary>The last token is not valid any more.</summary>
    public void Revoke() => Tokens++;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path != "/token")
        {
            http.Response.StatusCode = http.Request.Headers.Authorization == $"Bearer token-{Tokens}" ? 200 : 401;
            return;
        }

        await Task.Delay(Delay, http.RequestAborted);
        var form = await http.Request.ReadFormAsync();
        LastForm = string.Join('&', form.Select(field => $"{field.Key}={field.Value}"));
        var given = WantsBody ? $"{form["client_id"]}:{form["client_secret"]}" : Decode(http.Request.Headers.Authorization.ToString());
        if (given != "agent:s3cret")
        {
            http.Response.StatusCode = 401;
            return;
        }

        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Answer ?? $$"""{"access_token":"token-{{++Tokens}}","token_type":"bearer","expires_in":{{ExpiresIn}}}""");
    }

    static string Decode(string header) =>
        header.StartsWith("Basic ", StringComparison.Ordinal) ? Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..])) : "";
}
