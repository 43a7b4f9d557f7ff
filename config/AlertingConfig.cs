using System.Text.Json.Serialization;

namespace MetricsAgent.Config;

/// <summary><c>alerting</c>: who is told of the alerts that fire, and when. Keys and meaning are those of Alertmanager's configuration.</summary>
public sealed class AlertingConfig
{
    /// <summary>
    /// Where it is remembered who was told what; empty means the directory that systemd gives (<c>$STATE_DIRECTORY</c>), and without
    /// one nowhere: a restart then tells again.
    /// </summary>
    public string StateDirectory { get; set; } = "";

    /// <summary>An alert that is not renewed for so long has ended: its rule is gone.</summary>
    public TimeSpan ResolveTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Where people reach the agent, for links; empty means host and port.</summary>
    public string ExternalUrl { get; set; } = "";

    /// <summary>What receivers have that do not say it themselves.</summary>
    public GlobalConfig Global { get; set; } = new();

    public RouteConfig Route { get; set; } = new();

    public IReadOnlyList<ReceiverConfig> Receivers { get; set; } = [];

    public IReadOnlyList<InhibitRuleConfig> InhibitRules { get; set; } = [];

    public IReadOnlyList<SilenceConfig> Silences { get; set; } = [];
}

/// <summary>The root of the routes: takes every alert that no route below it takes.</summary>
public sealed class RouteConfig
{
    /// <summary>Empty for the first of the receivers.</summary>
    public string Receiver { get; set; } = "";

    /// <summary>Labels of which equal values make a group; <c>...</c> alone for every alert by itself.</summary>
    public IReadOnlyList<string> GroupBy { get; set; } = [];

    /// <summary>From a group's first alert to its first notification.</summary>
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>From one notification of a group to the next that says something new.</summary>
    public TimeSpan GroupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>From one notification of a group to the next that says nothing new.</summary>
    public TimeSpan RepeatInterval { get; set; } = TimeSpan.FromHours(4);

    public IReadOnlyList<SubrouteConfig> Routes { get; set; } = [];
}

/// <summary>A route below another, whose settings it has unless it has its own.</summary>
public sealed class SubrouteConfig
{
    /// <summary>All have to match: <c>severity="critical"</c>.</summary>
    public IReadOnlyList<string> Matchers { get; set; } = [];

    public string Receiver { get; set; } = "";

    public IReadOnlyList<string>? GroupBy { get; set; }

    /// <summary>The routes after this one are asked as well.</summary>
    public bool Continue { get; set; }

    public TimeSpan? GroupWait { get; set; }

    public TimeSpan? GroupInterval { get; set; }

    public TimeSpan? RepeatInterval { get; set; }

    public IReadOnlyList<SubrouteConfig> Routes { get; set; } = [];
}

/// <summary>While a source fires, targets with equal values of some labels are not told of.</summary>
public sealed class InhibitRuleConfig
{
    public IReadOnlyList<string> SourceMatchers { get; set; } = [];

    public IReadOnlyList<string> TargetMatchers { get; set; } = [];

    public IReadOnlyList<string> Equal { get; set; } = [];
}

/// <summary>Alerts that are not told of for some time; others are added while the agent runs.</summary>
public sealed class SilenceConfig
{
    public IReadOnlyList<string> Matchers { get; set; } = [];

    /// <summary>RFC 3339; empty for always.</summary>
    public string From { get; set; } = "";

    /// <summary>RFC 3339; empty for ever.</summary>
    public string Until { get; set; } = "";

    public string Comment { get; set; } = "";
}

/// <summary>Somebody to be told, in one or more ways.</summary>
public sealed class ReceiverConfig
{
    /// <summary>What routes name; unique.</summary>
    public string Name { get; set; } = "";

    public IReadOnlyList<AlertmanagerConfig> AlertmanagerConfigs { get; set; } = [];
    public IReadOnlyList<SlackConfig> SlackConfigs { get; set; } = [];

    // The naming policy would make three words of it.
    [JsonPropertyName("pagerduty_configs")]
    public IReadOnlyList<PagerDutyConfig> PagerDutyConfigs { get; set; } = [];

    public IReadOnlyList<WebhookConfig> WebhookConfigs { get; set; } = [];
    public IReadOnlyList<EmailConfig> EmailConfigs { get; set; } = [];

    [JsonPropertyName("whatsapp_configs")]
    public IReadOnlyList<WhatsAppConfig> WhatsAppConfigs { get; set; } = [];

    public IReadOnlyList<SentryConfig> SentryConfigs { get; set; } = [];
}
