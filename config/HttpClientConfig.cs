using System.Collections.ObjectModel;

namespace MetricsAgent.Config;

/// <summary>
/// How a request is made: keys and meaning as in Prometheus' <c>http_config</c>. At most one of <see cref="BasicAuth"/>,
/// <see cref="Authorization"/> and <see cref="Oauth2"/> is given.
/// </summary>
public abstract record HttpClientConfig
{
    /// <summary>With every request; <c>Host</c> is also the name that TLS asks for, unless <see cref="TlsConfig.ServerName"/> is given.</summary>
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    public BasicAuthConfig? BasicAuth { get; set; }

    public AuthorizationConfig? Authorization { get; set; }

    public Oauth2Config? Oauth2 { get; set; }

    public TlsConfig TlsConfig { get; set; } = TlsConfig.Default;

    /// <summary>An <c>http://</c> proxy, with user and password if it wants them; HTTPS goes through it by CONNECT. Empty means none.</summary>
    public string ProxyUrl { get; set; } = "";
}

/// <summary>Which certificates are shown and taken.</summary>
public sealed record TlsConfig
{
    /// <summary>Shared by all that do not say otherwise; nobody changes it.</summary>
    public static TlsConfig Default { get; } = new();

    /// <summary>PEM file of certificate authorities to trust instead of the system's.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>PEM file of the certificate to show, then those that vouch for it; needs <see cref="KeyFile"/>.</summary>
    public string CertFile { get; set; } = "";

    /// <summary>PEM file of its private key.</summary>
    public string KeyFile { get; set; } = "";

    /// <summary>Name that is asked for and that the certificate has to be for, instead of the URL's host.</summary>
    public string ServerName { get; set; } = "";

    /// <summary>Accept any certificate; its expiry is still exposed.</summary>
    public bool InsecureSkipVerify { get; set; }

    [OneOf("TLS12", "TLS13")]
    public string MinVersion { get; set; } = "TLS12";
}
