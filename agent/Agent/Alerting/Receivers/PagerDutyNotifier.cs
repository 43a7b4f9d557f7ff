using System.Globalization;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>PagerDuty's Events API, version 2: an incident for each group, open from its first alert to the end of its last.</summary>
internal sealed class PagerDutyNotifier(PagerDutyConfig config, string receiver, HttpDelivery http, string externalUrl) : INotifier
{
    const int LongestSummary = 1024;
    const int MostAlerts = 50;

    /// <summary>Labels that say where it is, the best first.</summary>
    static readonly string[] Sources = ["instance", "datname", "name", "job"];

    readonly SettingsSecret key = new("routing_key_file", config.RoutingKey, config.RoutingKeyFile);

    public Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel) =>
        http.PostAsync(() => HttpPost.Json(config.Url, Payload(notification, key.Current(), config.Client, externalUrl, Summary(notification))), cancel);

    internal static JsonObject Payload(Notification notification, string routingKey, string client, string externalUrl, string summary)
    {
        var payload = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = notification.IsFiring ? "trigger" : "resolve",
            ["dedup_key"] = notification.DedupKey,
        };
        if (!notification.IsFiring)
            return payload;

        var alerts = notification.Firing.ToArray();
        payload["client"] = client;
        payload["client_url"] = externalUrl;
        payload["payload"] = new JsonObject
        {
            ["summary"] = summary.Length <= LongestSummary ? summary : summary[..(LongestSummary - 1)] + "…",
            ["source"] = Sources.Select(label => notification.CommonLabels[label]).FirstOrDefault(value => value.Length > 0) ?? client,
            ["severity"] = Severity(AlertText.Severity(notification)),
            ["timestamp"] = alerts.Min(alert => alert.StartsAt).UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            ["class"] = alerts[0].Name,
            ["custom_details"] = Details(alerts, notification.At),
        };
        JsonNode[] links = [.. alerts.Select(alert => new AlertText(alert, notification.At).Runbook).Where(url => url.Length > 0).Distinct().Select(url => new JsonObject { ["href"] = url, ["text"] = "runbook" })];
        if (links.Length > 0)
            payload["links"] = new JsonArray(links);
        return payload;
    }

    /// <summary>Its four words.</summary>
    internal static string Severity(string severity) => severity.ToLowerInvariant() switch
    {
        "warning" or "warn" => "warning",
        "error" or "high" => "error",
        "info" or "none" or "low" => "info",
        _ => "critical",
    };

    string Summary(Notification notification)
    {
        var usual = Usual(notification);
        var written = MessageTemplate.Parse(config.Description)?.Expand(notification, receiver, externalUrl, () => usual).Trim();
        return written is { Length: > 0 } ? written : usual;
    }

    internal static string Usual(Notification notification)
    {
        var summary = notification.Alerts.Select(alert => new AlertText(alert, notification.At).Summary).FirstOrDefault("");
        return AlertText.Title(notification) + (summary.Length > 0 ? $": {summary}" : "");
    }

    static JsonObject Details(Rules.Alert[] alerts, DateTimeOffset now)
    {
        var details = new JsonObject();
        foreach (var (index, alert) in alerts.Take(MostAlerts).Index())
            details[$"{index + 1} {alert.Name}"] = string.Join("; ", new AlertText(alert, now).Lines.Select(line => line.Name.Length > 0 ? $"{line.Name}: {line.Text}" : line.Text));
        if (alerts.Length > MostAlerts)
            details["more"] = alerts.Length - MostAlerts;
        return details;
    }
}
