using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>Slack's incoming webhook: a text for the notification, and an attachment for its coloured bar. A section has 3,000 characters, a message 50.</summary>
internal sealed class SlackNotifier(SlackConfig config, string receiver, HttpDelivery http, string externalUrl) : INotifier
{
    const int LongestSection = 3000;
    const int MostAlerts = 20;

    readonly SettingsSecret url = new("api_url_file", config.ApiUrl, config.ApiUrlFile);

    public Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel) =>
        http.PostAsync(() => HttpPost.Json(url.Current(), Payload(notification, config.Channel, Title(notification), Own(notification))), cancel);

    /// <param name="own">Instead of the alerts; null for them.</param>
    internal static JsonObject Payload(Notification notification, string channel, string title, string? own = null)
    {
        title = Escape(title);
        var sections = (own is null ? Alerts(notification) : [own]).Prepend($"*{title}*").Where(section => section.Length > 0);
        var payload = new JsonObject
        {
            ["text"] = title,
            ["attachments"] = new JsonArray(new JsonObject { ["color"] = Colour(notification), ["fallback"] = title, ["blocks"] = new JsonArray([.. sections.Select(Section)]) }),
        };
        if (channel.Length > 0)
            payload["channel"] = channel;
        return payload;
    }

    string Title(Notification notification)
    {
        var usual = AlertText.Title(notification);
        var written = MessageTemplate.Parse(config.Title)?.Expand(notification, receiver, externalUrl, () => usual).ReplaceLineEndings(" ").Trim();
        return written is { Length: > 0 } ? written : usual;
    }

    string? Own(Notification notification) =>
        MessageTemplate.Parse(config.Text)?.Expand(notification, receiver, externalUrl, () => string.Join("\n\n", Alerts(notification)));

    static IEnumerable<string> Alerts(Notification notification)
    {
        var alerts = notification.Alerts.Take(MostAlerts).Select(alert => Text(new(alert, notification.At)));
        return notification.Alerts.Count > MostAlerts ? alerts.Append($"and {notification.Alerts.Count - MostAlerts} more") : alerts;
    }

    static string Text(AlertText text)
    {
        var lines = text.Lines.Select(line => line.Name switch
        {
            "runbook" or "query" when Uri.IsWellFormedUriString(line.Text, UriKind.Absolute) => $"<{Escape(line.Text).Replace("|", "%7C", StringComparison.Ordinal)}|{line.Name}>",
            "" => Escape(line.Text),
            _ => $"{line.Name}: {Escape(line.Text)}",
        });
        return string.Join('\n', lines.Prepend($"*{Escape(text.Name)}*"));
    }

    static JsonNode Section(string text) => new JsonObject
    {
        ["type"] = "section",
        ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = text.Length <= LongestSection ? text : text[..(LongestSection - 1)] + "…" },
    };

    static string Colour(Notification notification) => !notification.IsFiring ? "good" : AlertText.Severity(notification).ToLowerInvariant() is "warning" or "info" ? "warning" : "danger";

    /// <summary>The three signs that Slack takes for its own.</summary>
    static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
