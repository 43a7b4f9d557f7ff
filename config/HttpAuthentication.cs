using System.Collections.ObjectModel;

namespace MetricsAgent.Config;

/// <summary>User and password, RFC 7617.</summary>
public sealed class BasicAuthConfig
{
    public string Username { get; set; } = "";

    [Secret]
    public string Password { get; set; } = "";

    /// <summary>File that holds the password, read again for every request.</summary>
    public string PasswordFile { get; set; } = "";
}

/// <summary>Any other scheme: the header is <see cref="Type"/>, a blank and the credentials.</summary>
public sealed class AuthorizationConfig
{
    public string Type { get; set; } = "Bearer";

    [Secret]
    public string Credentials { get; set; } = "";

    /// <summary>File that holds the credentials, read again for every request.</summary>
    public string CredentialsFile { get; set; } = "";
}

/// <summary>A bearer token from an OAuth 2 server for these credentials (RFC 6749, section 4.4), kept until it expires.</summary>
public sealed class Oauth2Config
{
    public string ClientId { get; set; } = "";

    [Secret]
    public string ClientSecret { get; set; } = "";

    /// <summary>File that holds the secret, read again for every token.</summary>
    public string ClientSecretFile { get; set; } = "";

    public string TokenUrl { get; set; } = "";

    public IReadOnlyList<string> Scopes { get; set; } = [];

    /// <summary>Further parameters of the request for a token, such as <c>audience</c>.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> EndpointParams { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Of the server that gives the token.</summary>
    public TlsConfig TlsConfig { get; set; } = new();

    /// <summary>On the way to it.</summary>
    public string ProxyUrl { get; set; } = "";
}
