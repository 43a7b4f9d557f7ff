using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A check for a program.</summary>
static class CheckJson
{
    static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Render(CheckReport report) => new JsonObject
    {
        ["status"] = report.State.Word().ToLowerInvariant(),
        ["summary"] = report.Sum,
        ["checks"] = new JsonArray([.. report.Rows.Select(row => new JsonObject
        {
            ["check"] = row.Check,
            ["state"] = row.State.ToLowerInvariant(),
            ["detail"] = row.Detail,
        })]),
        ["alerts"] = new JsonArray([.. report.Alerts.Select(Of)]),
        ["notes"] = new JsonArray([.. report.Notes.Select(note => (JsonNode)note)]),
    }.ToJsonString(Options) + "\n";

    static JsonObject Of(CheckAlert alert)
    {
        var labels = new JsonObject();
        foreach (var (name, value) in alert.Labels.AsSpan())
            labels[name] = value;
        return new()
        {
            ["alert"] = alert.Name,
            ["state"] = alert.IsJudged ? alert.State.Word().ToLowerInvariant() : "not judged",
            // JSON has no NaN and no infinity.
            ["value"] = alert.Value is not { } number ? null : double.IsFinite(number) ? number : PromqlNumber.Format(number),
            ["target"] = alert.Target,
            ["detail"] = alert.Detail,
            ["labels"] = labels,
        };
    }
}
