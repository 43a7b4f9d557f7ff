using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>
/// A check as the monitoring plugins' guidelines have it: <c>STATE: text | 'label'=value;warning;critical</c>, and then a line for each
/// thing that is wrong.
/// </summary>
static class CheckNagios
{
    internal static string Render(CheckReport report)
    {
        var text = new StringBuilder($"{report.State.Word()}: {Plain(report.Sum)}");
        string[] wrong =
        [
            .. report.Alerts.Where(alert => alert.Fires).Select(Line),
            .. report.Rows.Where(row => row.IsBad).Select(row => $"{(row.State == "DOWN" ? CheckState.Critical : CheckState.Unknown).Word()}: {row.Check} {row.State} {row.Detail}"),
        ];
        if (wrong.Length > 0)
            text.Append(": ").Append(Plain(wrong[0][(wrong[0].IndexOf(':', StringComparison.Ordinal) + 2)..]).Trim());
        if (report.Measures.Count > 0)
            text.Append(" | ").AppendJoin(' ', report.Measures.Select(Perfdata));
        text.Append('\n');
        foreach (var line in wrong.Concat(report.Notes))
            text.Append(Plain(line).TrimEnd()).Append('\n');
        return text.ToString();
    }

    static string Line(CheckAlert alert)
    {
        var value = alert.Value is { } number ? $" is {PromqlNumber.Format(number)}, target {alert.Target}" : "";
        return $"{alert.State.Word()}: {alert.Name}{CheckText.Distinct(alert)}{(alert.Target.Length > 0 ? value : "")}{(alert.Detail.Length > 0 ? $": {alert.Detail}" : "")}";
    }

    /// <summary>No unit: names end with theirs, and the base units are not all known there.</summary>
    static string Perfdata(CheckMeasure measure) =>
        $"'{Label(measure.Label)}'={(double.IsFinite(measure.Value) ? PromqlNumber.Format(measure.Value) : "U")};{measure.Warning};{measure.Critical}".TrimEnd(';');

    /// <summary>Neither an equals sign nor a quote may be in a label: <c>up{job:a}</c>.</summary>
    static string Label(string series) => Plain(series).Replace("=\"", ":", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)
        .Replace('=', ':').Replace("'", "''", StringComparison.Ordinal);

    /// <summary>What would end the text or the line.</summary>
    static string Plain(string text) => text.ReplaceLineEndings(" ").Replace('|', '/');
}
