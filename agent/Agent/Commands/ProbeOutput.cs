using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using MetricsAgent.Collectors.Probe;
using MetricsAgent.Metrics;

namespace MetricsAgent.Commands;

/// <summary>One probe for people, its phases one after the other as bars, and for programs.</summary>
/// <param name="view">Everything that it exposes.</param>
sealed class ProbeOutput(string target, ProbeReport report, SnapshotView view, bool verbose)
{
    internal const int UsualWidth = 80;

    const string Phase = "phase=\"";

    internal string Text(int width)
    {
        var text = new StringBuilder();
        text.Append(report.Reason is not null ? "DOWN" : report.State == "healthy" ? "UP" : $"UP ({report.State})").Append(' ').Append(target);
        text.Append(report.Reason is { } reason ? $" {reason} after " : " in ").Append(Milliseconds(report.Duration.TotalSeconds));
        if (report.Attempts > 1)
            text.Append(CultureInfo.InvariantCulture, $", {report.Attempts} attempts");
        text.Append('\n');
        if (report.Detail is { } detail)
            text.Append("  ").Append(detail).Append('\n');
        Bars(text, Math.Clamp(width, 40, 120));
        if (!verbose)
            return text.ToString();

        text.Append('\n');
        foreach (var note in report.Notes)
            text.Append(Milliseconds(note.At.TotalSeconds).PadLeft(11)).Append("  ").Append(note.Text).Append('\n');
        // Some names are long with their labels; no value is.
        text.Append('\n').Append(TextTable.Render(["VALUE", "METRIC"], Metrics().Select(metric => new[] { metric.Value.ToString("R", CultureInfo.InvariantCulture), metric.Name })));
        return text.ToString();
    }

    internal string Json()
    {
        var json = new JsonObject
        {
            ["target"] = target,
            ["success"] = report.Reason is null,
            ["state"] = report.State,
            ["reason"] = report.Reason,
            ["detail"] = report.Detail,
            ["duration_seconds"] = report.Duration.TotalSeconds,
            ["attempts"] = report.Attempts,
            ["first_attempt_success"] = report.FirstSucceeded,
            ["phases"] = new JsonObject(Phases().Select(phase => KeyValuePair.Create(phase.Name, (JsonNode?)phase.Seconds))),
            ["metrics"] = new JsonObject(Metrics().Select(metric => KeyValuePair.Create(metric.Name, (JsonNode?)metric.Value))),
        };
        if (verbose)
            json["notes"] = new JsonArray([.. report.Notes.Select(note => new JsonObject { ["seconds"] = note.At.TotalSeconds, ["text"] = note.Text })]);
        return json.ToJsonString(new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    /// <summary>A line for each phase that finished; its bar begins where the one before ended. What is left of the whole has no name.</summary>
    void Bars(StringBuilder text, int width)
    {
        // Without TLS there is no handshake that took no time.
        var phases = Phases().FindAll(phase => phase is not { Name: "tls", Seconds: 0 });
        if (phases.Count == 0)
            return;
        var room = width - 26;
        var whole = Math.Max(report.Duration.TotalSeconds, phases.Sum(phase => phase.Seconds));
        var at = 0.0;
        text.Append('\n');
        foreach (var (name, seconds) in phases)
        {
            var (from, to) = ((int)(room * at / whole), (int)Math.Ceiling(room * (at + seconds) / whole));
            var bar = seconds > 0 ? new string(' ', Math.Min(from, room - 1)) + new string('#', Math.Clamp(to - from, 1, room)) : "";
            text.Append($"  {name,-10} {Milliseconds(seconds),11}  {bar}".TrimEnd()).Append('\n');
            at += seconds;
        }
    }

    /// <summary>Of the kind of probe that has phases, in the order in which it has them.</summary>
    List<(string Name, double Seconds)> Phases() =>
    [
        .. from column in Columns()
           where column.Family.Name.EndsWith("_duration_seconds", StringComparison.Ordinal) && column.Family.Labels is ["phase"]
           from i in Enumerable.Range(0, column.Count)
           let labels = column.Labels(i).ToString()
           select (labels[(labels.IndexOf(Phase, StringComparison.Ordinal) + Phase.Length)..^1], column.Value(i)),
    ];

    IEnumerable<(string Name, double Value)> Metrics() =>
        from column in Columns()
        from i in Enumerable.Range(0, column.Count)
        let labels = column.Labels(i).ToString()
        orderby column.Family.Name
        select (labels.Length == 0 ? column.Family.Name : $"{column.Family.Name}{{{labels}}}", column.Value(i));

    List<SampleColumn> Columns()
    {
        List<SampleColumn> columns = [];
        view.Collect(columns);
        return columns;
    }

    static string Milliseconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:F1} ms");
}
