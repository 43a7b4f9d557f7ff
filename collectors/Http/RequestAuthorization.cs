using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Http;

/// <summary>The header <c>Authorization</c> as the settings want it, with what files and token servers say now.</summary>
internal sealed class RequestAuthorization
{
    readonly Func<CancellationToken, ValueTask<string>>? header;
    readonly AccessToken? token;

    internal RequestAuthorization(HttpClientConfig config, TimeProvider clock)
    {
        if (config.BasicAuth is { } basic)
        {
            var password = new SettingsSecret("password_file", basic.Password, basic.PasswordFile);
            header = _ => new(BasicCredentials.Header(basic.Username, password.Current()));
        }
        else if (config.Authorization is { } authorization)
        {
            var credentials = new SettingsSecret("credentials_file", authorization.Credentials, authorization.CredentialsFile);
            header = _ => new($"{authorization.Type} {credentials.Current()}");
        }
        else if (config.Oauth2 is { } oauth2)
        {
            token = new(oauth2, clock);
            header = token.HeaderAsync;
        }
    }

    /// <returns>Null when the settings want none.</returns>
    /// <exception cref="SettingsFileException">A secret's file cannot be read.</exception>
    /// <exception cref="AccessTokenException">There is no token to be had.</exception>
    internal async ValueTask<string?> HeaderAsync(CancellationToken cancel) => header is null ? null : await header(cancel);

    /// <summary>The server did not take it: a token may have been revoked before its time, and the next request gets a new one.</summary>
    internal void Refused() => token?.Forget();
}
