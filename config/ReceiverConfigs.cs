namespace MetricsAgent.Config;

/// <summary>What all ways to tell somebody have.</summary>
public abstract class IntegrationConfig
{
    /// <summary>It is told, too, that alerts have ended.</summary>
    public bool SendResolved { get; set; } = true;

    /// <summary>Of one attempt.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Those that are told by HTTP.</summary>
public abstract class HttpIntegrationConfig : IntegrationConfig
{
    public HttpConfig HttpConfig { get; set; } = new();
}

/// <summary>How the request is made: Prometheus' <c>http_config</c>.</summary>
public sealed record HttpConfig : HttpClientConfig;

/// <summary>Alertmanagers, version 2 of their API. They group and silence for themselves, so they are told at once and again and again.</summary>
public sealed class AlertmanagerConfig : HttpIntegrationConfig
{
    /// <summary>Of every member of the cluster, <c>http://alertmanager:9093</c>: each is told, none stands for another.</summary>
    public IReadOnlyList<string> Urls { get; set; } = [];

    /// <summary>From one time that they are told of an alert which goes on to the next. One that they have not heard of for four times as long has ended for them.</summary>
    public TimeSpan ResendDelay { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Slack's incoming webhooks.</summary>
public sealed class SlackConfig : HttpIntegrationConfig
{
    /// <summary>Whoever has it can write there.</summary>
    [Secret]
    public string ApiUrl { get; set; } = "";

    /// <summary>File that holds the URL, read again for every request.</summary>
    public string ApiUrlFile { get; set; } = "";

    /// <summary>Instead of the webhook's own, where it may choose.</summary>
    public string Channel { get; set; } = "";

    /// <summary>Template of the headline, with Alertmanager's data: <c>{{ .Status | toUpper }}</c>; empty for the agent's own.</summary>
    public string Title { get; set; } = "";

    /// <summary>Template, in Slack's mrkdwn, of what stands below it instead of the alerts.</summary>
    public string Text { get; set; } = "";
}

/// <summary>PagerDuty's Events API, version 2: an incident for each group.</summary>
public sealed class PagerDutyConfig : HttpIntegrationConfig
{
    [Secret]
    public string RoutingKey { get; set; } = "";

    /// <summary>File that holds the key, read again for every request.</summary>
    public string RoutingKeyFile { get; set; } = "";

    public string Url { get; set; } = "https://events.pagerduty.com/v2/enqueue";

    /// <summary>Of the agent, as PagerDuty shows it.</summary>
    public string Client { get; set; } = "metrics-agent";

    /// <summary>Template of the incident's title, with Alertmanager's data; empty for the agent's own.</summary>
    public string Description { get; set; } = "";
}

/// <summary>Any server that takes Alertmanager's webhook, JSON of version 4.</summary>
public sealed class WebhookConfig : HttpIntegrationConfig
{
    [Secret]
    public string Url { get; set; } = "";

    /// <summary>File that holds the URL, read again for every request.</summary>
    public string UrlFile { get; set; } = "";

    /// <summary>Alerts in one request; those above are counted in it. 0 is all.</summary>
    [Between(0, 100_000)]
    public int MaxAlerts { get; set; }
}

/// <summary>Mail by SMTP.</summary>
public sealed class EmailConfig : IntegrationConfig
{
    /// <summary>Addresses, with commas between them.</summary>
    public string To { get; set; } = "";

    public string From { get; set; } = "";

    /// <summary><c>host:port</c>; port 465 begins with TLS.</summary>
    public string Smarthost { get; set; } = "";

    /// <summary>How the agent introduces itself.</summary>
    public string Hello { get; set; } = "localhost";

    public string AuthUsername { get; set; } = "";

    [Secret]
    public string AuthPassword { get; set; } = "";

    /// <summary>File that holds the password, read again for every mail.</summary>
    public string AuthPasswordFile { get; set; } = "";

    /// <summary>Whom to act for with AUTH PLAIN; usually empty, which is who logs in.</summary>
    public string AuthIdentity { get; set; } = "";

    /// <summary>Refuses to send where the server offers no STARTTLS.</summary>
    public bool RequireTls { get; set; } = true;

    /// <summary>Begin with TLS: always or never, whatever the port is.</summary>
    public bool? ForceImplicitTls { get; set; }

    public TlsConfig TlsConfig { get; set; } = new();
}

/// <summary>A template of WhatsApp's Cloud API, whose one parameter of the body is the text.</summary>
public sealed class WhatsAppConfig : HttpIntegrationConfig
{
    public string Url { get; set; } = "https://graph.facebook.com/v23.0";

    public string PhoneNumberId { get; set; } = "";

    [Secret]
    public string AccessToken { get; set; } = "";

    /// <summary>File that holds the token, read again for every request.</summary>
    public string AccessTokenFile { get; set; } = "";

    /// <summary>Numbers with their country's, digits only. Each is told by itself.</summary>
    public IReadOnlyList<string> To { get; set; } = [];

    /// <summary>Name of the approved template.</summary>
    public string Template { get; set; } = "";

    public string Language { get; set; } = "en_US";
}

/// <summary>Events of a project in Sentry, one for each alert.</summary>
public sealed class SentryConfig : HttpIntegrationConfig
{
    // It has no way to close an issue by an event.
    public SentryConfig() => SendResolved = false;

    /// <summary><c>https://KEY@HOST/PROJECT</c></summary>
    [Secret]
    public string Dsn { get; set; } = "";

    /// <summary>File that holds the DSN, read again for every request.</summary>
    public string DsnFile { get; set; } = "";

    public string Environment { get; set; } = "production";
}
