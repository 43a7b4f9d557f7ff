using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>
/// A check as the monitoring plugins' guidelines have it: <c>STATE: text | 'label'=value;warning;critical</c>, and then a line for each
/// thing that is wrong, the worst first.
/// </summary>
static class CheckNagios
{
    internal static string Render(CheckReport report)
    {
        var text = new StringBuilder($"{report.State.Word()}: {Plain(report.Sum)}");
        (CheckState State, string Text)[] all =
        [
            .. report.Alerts.Select(alert => (alert.State, Text(report.Name(alert), alert)))
                .Concat(report.Rows.Select(row => (row.Judged, $"{row.Check} {row.State} {row.Detail}")))
                .OrderByDescending(each => each.Item1),
        ];
        if (all is [{ State: not CheckState.Ok } worst, ..])
            text.Append(": ").Append(Plain(worst.Text).Trim());
        if (report.Measures.Count > 0)
            text.Append(" | ").AppendJoin(' ', report.Measures.Select(Perfdata));
        text.Append('\n');
        foreach (var line in all.Where(each => each.State != CheckState.Ok || report.IsVerbose).Select(each => $"{each.State.Word()}: {each.Text}").Concat(report.Notes))
            text.Append(Plain(line).TrimEnd()).Append('\n');
        return text.ToString();
    }

    static string Text(string name, CheckAlert alert)
    {
        var value = alert.Value is { } number ? $" is {PromqlNumber.Format(number)}, target {alert.Target}" : "";
        return $"{name}{(alert.Target.Length > 0 ? value : "")}{(alert.Detail.Length > 0 ? $": {alert.Detail}" : "")}";
    }

    /// <summary>The ranges have the value's unit and do not repeat it.</summary>
    static string Perfdata(CheckMeasure measure) =>
        $"'{Label(measure.Label)}'={(double.IsFinite(measure.Value) ? PromqlNumber.Format(measure.Value) + measure.Unit : "U")};{measure.Warning};{measure.Critical}".TrimEnd(';');

    /// <summary>Neither an equals sign nor a quote may be in a label: <c>up{job:a}</c>.</summary>
    static string Label(string series) => Plain(series).Replace("=\"", ":", StringComparison.Ordinal).Replace("\"", "", StringComparison.Ordinal)
        .Replace('=', ':').Replace("'", "''", StringComparison.Ordinal);

    /// <summary>What would end the text or the line.</summary>
    static string Plain(string text) => text.ReplaceLineEndings(" ").Replace('|', '/');
}
