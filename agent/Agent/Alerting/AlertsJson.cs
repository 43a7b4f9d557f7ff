using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Alerts as version 2 of Alertmanager's API has them, to read and to hand over.</summary>
static class AlertsJson
{
    internal static JsonObject Write(Alert alert, AlertingState state, DateTimeOffset now)
    {
        Silence[] silences = [.. state.Silences.Muting(alert.Labels, now)];
        Alert[] inhibitors = [.. state.InhibitedBy(alert)];
        return new()
        {
            ["labels"] = AlertJson.Object(alert.Labels),
            ["annotations"] = AlertJson.Object(alert.Annotations),
            ["startsAt"] = AlertJson.Time(alert.StartsAt),
            ["endsAt"] = AlertJson.Time(alert.EndsAt ?? now + TimeSpan.FromMinutes(5)),
            ["updatedAt"] = AlertJson.Time(now),
            ["generatorURL"] = alert.GeneratorUrl,
            ["fingerprint"] = AlertJson.Fingerprint(alert.Labels),
            ["receivers"] = new JsonArray([.. state.Receivers(alert.Labels).Select(JsonNode (receiver) => new JsonObject { ["name"] = receiver })]),
            ["status"] = new JsonObject
            {
                ["state"] = silences.Length + inhibitors.Length > 0 ? "suppressed" : "active",
                ["silencedBy"] = new JsonArray([.. silences.Select(JsonNode (silence) => JsonValue.Create(silence.Id))]),
                ["inhibitedBy"] = new JsonArray([.. inhibitors.Select(JsonNode (source) => JsonValue.Create(AlertJson.Fingerprint(source.Labels)))]),
                ["mutedBy"] = new JsonArray(),
            },
        };
    }

    /// <exception cref="FormatException">What is wrong with it.</exception>
    internal static IReadOnlyList<Alert> Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return [.. json.RootElement.EnumerateArray().Select(alert => Read(alert, now))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("the body must be alerts as Alertmanager's API has them: [{\"labels\": {\"alertname\": \"…\"}}]", e);
        }
    }

    static Alert Read(JsonElement alert, DateTimeOffset now)
    {
        var labels = Labels(alert, "labels");
        if (labels.Count == 0)
            throw new FormatException("an alert needs at least one label");
        var (from, to) = (Time(alert, "startsAt"), Time(alert, "endsAt"));
        if (to < from)
            throw new FormatException("endsAt must not be before startsAt");
        return new(labels, Labels(alert, "annotations"), from ?? (to < now ? to.Value : now), to <= now ? to : null, double.NaN,
            alert.TryGetProperty("generatorURL", out var url) ? url.GetString() ?? "" : "");
    }

    static Labels Labels(JsonElement alert, string key) =>
        alert.TryGetProperty(key, out var labels) && labels.ValueKind != JsonValueKind.Null
            ? Rules.Labels.Of(labels.EnumerateObject().Select(label => new Label(label.Name, label.Value.GetString() ?? "")))
            : Rules.Labels.None;

    /// <summary>Go's zero time is none.</summary>
    static DateTimeOffset? Time(JsonElement alert, string key)
    {
        if (!alert.TryGetProperty(key, out var text) || text.ValueKind == JsonValueKind.Null)
            return null;
        return !DateTimeOffset.TryParse(text.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? throw new FormatException($"{key} must be a time such as 2026-11-21T20:00:00Z")
            : time.Year <= 1 ? null : time;
    }
}
