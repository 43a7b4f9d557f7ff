using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Http;
using MetricsAgent.Config;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting.Receivers;

/// <summary>
/// An event for each alert, in an envelope to the DSN's project. Events of one alert make one issue by their fingerprint; one that is
/// sent again has the same id, which Sentry counts once.
/// </summary>
internal sealed class SentryNotifier(SentryConfig config, HttpDelivery http, TimeProvider clock) : INotifier
{
    readonly SettingsSecret dsn = new("dsn_file", config.Dsn, config.DsnFile);

    public async Task<Delivery> NotifyAsync(Notification notification, CancellationToken cancel)
    {
        var delivery = Delivery.Done("nothing to send");
        foreach (var alert in notification.Alerts)
        {
            delivery = await http.PostAsync(() => Post(notification, alert), cancel);
            if (!delivery.IsDelivered)
                break;
        }

        return delivery;
    }

    internal static byte[] Envelope(Notification notification, Alert alert, string environment, DateTimeOffset now)
    {
        var id = DedupKey.Of(notification.Id, $"{alert.Labels}");
        var text = new AlertText(alert, notification.At);
        var body = new JsonObject
        {
            ["event_id"] = id,
            ["timestamp"] = AlertJson.Time(notification.At),
            ["platform"] = "other",
            ["logger"] = "metrics-agent",
            ["level"] = !alert.IsFiring ? "info" : PagerDutyNotifier.Severity(alert.Severity) switch { "critical" => "fatal", var other => other },
            ["environment"] = environment,
            ["message"] = new JsonObject { ["formatted"] = $"{(alert.IsFiring ? "" : "Resolved: ")}{text.Name}{(text.Summary.Length > 0 ? $": {text.Summary}" : "")}" },
            ["fingerprint"] = new JsonArray(DedupKey.Of(notification.Integration, $"{alert.Labels}")),
            // Sentry has 200 characters for a tag.
            ["tags"] = new JsonObject(alert.Labels.ToArray().Select(label => KeyValuePair.Create<string, JsonNode?>(label.Name, label.Value.Length <= 200 ? label.Value : label.Value[..200]))),
            ["extra"] = new JsonObject(text.Lines.Where(line => line.Name is not "labels").DistinctBy(line => line.Name).Select(line => KeyValuePair.Create<string, JsonNode?>(line.Name.Length > 0 ? line.Name : "summary", line.Text))),
        };
        var payload = body.ToJsonString();
        var header = new JsonObject { ["event_id"] = id, ["sent_at"] = AlertJson.Time(now) };
        var length = Encoding.UTF8.GetByteCount(payload).ToString(CultureInfo.InvariantCulture);
        return Encoding.UTF8.GetBytes($"{header.ToJsonString()}\n{{\"type\":\"event\",\"length\":{length}}}\n{payload}\n");
    }

    /// <summary>Where a DSN leads: <c>https://KEY@HOST/PATH/PROJECT</c>.</summary>
    internal static (string Url, string Key)? Target(string dsn)
    {
        if (!Uri.TryCreate(dsn, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length == 0)
            return null;
        var key = uri.UserInfo.Split(':')[0];
        var (path, project) = (uri.AbsolutePath[..(uri.AbsolutePath.LastIndexOf('/') + 1)], uri.AbsolutePath[(uri.AbsolutePath.LastIndexOf('/') + 1)..]);
        return project.Length == 0 ? null : ($"{uri.Scheme}://{uri.Authority}{path}api/{project}/envelope/", key);
    }

    HttpPost Post(Notification notification, Alert alert)
    {
        var (url, key) = Target(dsn.Current()) ?? throw new SettingsFileException("the file holds no DSN such as https://KEY@HOST/PROJECT");
        return new(
            url, Envelope(notification, alert, config.Environment, clock.GetUtcNow()), "application/x-sentry-envelope",
            ("X-Sentry-Auth", $"Sentry sentry_version=7, sentry_client=metrics-agent/{AgentVersion.Text}, sentry_key={key}"));
    }
}
