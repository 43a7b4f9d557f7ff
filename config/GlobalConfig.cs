namespace MetricsAgent.Config;

/// <summary>Alertmanager's <c>global</c>: of its defaults, those of the receivers that there are here.</summary>
public sealed class GlobalConfig
{
    /// <summary>Where <c>alerting.resolve_timeout</c> is not written, it is this.</summary>
    public TimeSpan? ResolveTimeout { get; set; }

    /// <summary>Of every request; a receiver that has one of its own has nothing of this.</summary>
    public HttpConfig? HttpConfig { get; set; }

    [Secret]
    public string SlackApiUrl { get; set; } = "";

    public string SlackApiUrlFile { get; set; } = "";

    public string PagerdutyUrl { get; set; } = "https://events.pagerduty.com/v2/enqueue";

    public string SmtpFrom { get; set; } = "";

    public string SmtpSmarthost { get; set; } = "";

    public string SmtpHello { get; set; } = "localhost";

    public string SmtpAuthUsername { get; set; } = "";

    [Secret]
    public string SmtpAuthPassword { get; set; } = "";

    public string SmtpAuthPasswordFile { get; set; } = "";

    public string SmtpAuthIdentity { get; set; } = "";

    public bool SmtpRequireTls { get; set; } = true;
}
