using System.Text;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>A message of WhatsApp's Cloud API to one number, by an approved template with one parameter: one line, 1,024 characters.</summary>
internal sealed class WhatsAppNotifier(WhatsAppConfig config, string to, HttpDelivery http) : INotifier
{
    // The whole body may have 1,024, the template's own words among them.
    const int LongestParameter = 900;

    readonly SettingsSecret token = new("access_token_file", config.AccessToken, config.AccessTokenFile);

    public Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel) => http.PostAsync(
        () => HttpPost.Json(
            $"{config.Url.TrimEnd('/')}/{config.PhoneNumberId}/messages", Payload(notification, config, to), ("Authorization", $"Bearer {token.Current()}")),
        cancel);

    internal static JsonObject Payload(Notification notification, WhatsAppConfig config, string to) => new()
    {
        ["messaging_product"] = "whatsapp",
        ["to"] = to,
        ["type"] = "template",
        ["template"] = new JsonObject
        {
            ["name"] = config.Template,
            ["language"] = new JsonObject { ["code"] = config.Language },
            ["components"] = new JsonArray(new JsonObject
            {
                ["type"] = "body",
                ["parameters"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = Line(notification) }),
            }),
        },
    };

    /// <summary>A parameter has no line breaks, no tabs and no four blanks in a row.</summary>
    static string Line(Notification notification)
    {
        var parts = notification.Alerts.Select(alert => new AlertText(alert, notification.At)).Select(text =>
            string.Join(", ", new[] { text.Summary, text.When, text.Labels, text.Runbook }.Where(part => part.Length > 0)));
        var line = new StringBuilder();
        foreach (var letter in string.Join(" | ", parts.Prepend(AlertText.Title(notification))))
        {
            var next = char.IsWhiteSpace(letter) || char.IsControl(letter) ? ' ' : letter;
            if (next != ' ' || line.Length == 0 || line[^1] != ' ')
                line.Append(next);
        }

        return line.Length <= LongestParameter ? line.ToString() : line.ToString(0, LongestParameter - 1) + "…";
    }
}
