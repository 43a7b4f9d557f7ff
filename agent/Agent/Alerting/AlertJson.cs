using System.Globalization;
using System.Text.Json.Nodes;
using MetricsAgent.Rules;

namespace MetricsAgent.Alerting;

/// <summary>Parts of an alert as Alertmanager's JSON has them.</summary>
static class AlertJson
{
    internal static JsonObject Object(Labels labels) => new(labels.ToArray().Select(label => KeyValuePair.Create<string, JsonNode?>(label.Name, label.Value)));

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>16 hexadecimal digits, the same for the same labels.</summary>
    internal static string Fingerprint(Labels labels) => DedupKey.Of($"{labels}")[..16];
}
