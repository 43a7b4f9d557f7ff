namespace MetricsAgent.Config;

/// <summary>How a request is made: keys and meaning as in Prometheus' <c>http_config</c>.</summary>
public abstract record HttpClientConfig
{
    [Secret]
    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    public TlsConfig TlsConfig { get; set; } = new();
}

/// <summary>Which certificates are shown and taken.</summary>
public sealed record TlsConfig
{
    /// <summary>PEM file of certificate authorities to trust instead of the system's.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>Accept any certificate; its expiry is still exposed.</summary>
    public bool InsecureSkipVerify { get; set; }
}
