using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Health;

/// <summary>The body of <c>/health</c>. What a check does not have is left out.</summary>
static class HealthJson
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <param name="uptime">Of the agent.</param>
    internal static ReadOnlyMemory<byte> Render(HealthStatus status, IEnumerable<HealthCheck> checks, DateTimeOffset now, TimeSpan uptime)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Options))
        {
            json.WriteStartObject();
            json.WriteString("status", status.Word());
            json.WriteString("timestamp", Time(now));
            json.WriteNumber("uptime", Math.Round(uptime.TotalSeconds, 3));
            json.WriteString("version", AgentVersion.Text);
            json.WriteStartObject("checks");
            foreach (var check in checks)
                Write(json, check);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        return output.WrittenMemory;
    }

    static void Write(Utf8JsonWriter json, HealthCheck check)
    {
        json.WriteStartObject(check.Name);
        json.WriteString("status", check.Status.Word());
        // JSON has no such numbers.
        if (check.Value is { } value && double.IsFinite(value))
            json.WriteNumber("value", value);
        else if (check.Value is { } other)
            json.WriteString("value", PromqlNumber.Format(other));
        if (check.Target is { } target)
            json.WriteString("target", target);
        if (check.Reason is { } reason)
            json.WriteString("reason", reason);
        if (check.Since is { } since)
            json.WriteString("since", Time(since));
        json.WriteEndObject();
    }

    static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
