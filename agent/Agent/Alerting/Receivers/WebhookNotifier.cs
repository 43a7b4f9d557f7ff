using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>Alertmanager's webhook, JSON of version 4. <c>Idempotency-Key</c> is the same for every attempt.</summary>
internal sealed class WebhookNotifier(WebhookConfig config, string receiver, HttpDelivery http, string externalUrl) : INotifier
{
    readonly SettingsSecret url = new("url_file", config.Url, config.UrlFile);

    public Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel) =>
        http.PostAsync(() => HttpPost.Json(url.Current(), Payload(notification, receiver, externalUrl, config.MaxAlerts), ("Idempotency-Key", notification.Id)), cancel);

    internal static JsonObject Payload(Notification notification, string receiver, string externalUrl, int maxAlerts)
    {
        var sent = maxAlerts > 0 ? notification.Alerts.Take(maxAlerts).ToArray() : [.. notification.Alerts];
        return new()
        {
            ["version"] = "4",
            ["groupKey"] = notification.GroupKey,
            ["truncatedAlerts"] = notification.Alerts.Count - sent.Length,
            ["status"] = notification.IsFiring ? "firing" : "resolved",
            ["receiver"] = receiver,
            ["groupLabels"] = AlertJson.Object(notification.GroupLabels),
            ["commonLabels"] = AlertJson.Object(notification.CommonLabels),
            ["commonAnnotations"] = AlertJson.Object(notification.CommonAnnotations),
            ["externalURL"] = externalUrl,
            ["alerts"] = new JsonArray([.. sent.Select(Write)]),
        };
    }

    static JsonNode Write(Alert alert) => new JsonObject
    {
        ["status"] = alert.IsFiring ? "firing" : "resolved",
        ["labels"] = AlertJson.Object(alert.Labels),
        ["annotations"] = AlertJson.Object(alert.Annotations),
        ["startsAt"] = AlertJson.Time(alert.StartsAt),
        // Go's zero time, as Alertmanager has it.
        ["endsAt"] = alert.EndsAt is { } end ? AlertJson.Time(end) : "0001-01-01T00:00:00Z",
        ["generatorURL"] = alert.GeneratorUrl,
        ["fingerprint"] = AlertJson.Fingerprint(alert.Labels),
    };
}
