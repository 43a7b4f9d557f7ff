using System.Text;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A check for a terminal: the sum, what fires, and how every collector fares.</summary>
static class CheckText
{
    internal static string Render(CheckReport report)
    {
        var text = new StringBuilder($"{report.State.Word()}: {report.Sum}\n");
        var shown = report.Alerts.Where(alert => alert.Fires || !alert.IsJudged || report.IsExpression || report.IsVerbose).ToArray();
        if (shown.Length > 0)
            text.Append('\n').Append(TextTable.Render([report.IsExpression ? "SERIES" : "ALERT", "STATE", "VALUE", "TARGET", "DETAIL"], shown.Select(Row)));
        if (report.Rows.Count > 0)
            text.Append('\n').Append(TextTable.Render(["CHECK", "STATE", "TIME", "DETAIL"], report.Rows.Select(row => new[] { row.Check, row.State, row.Time, row.Detail })));
        if (report.Notes.Count > 0)
            text.Append('\n');
        foreach (var note in report.Notes)
            text.Append(note).Append('\n');
        return text.ToString();
    }

    static string[] Row(CheckAlert alert) =>
    [
        alert.Name, alert.IsJudged ? alert.State.Word() : "-", alert.Value is { } value ? PromqlNumber.Format(value) : "", alert.Target,
        alert.Detail.Length > 0 || alert.Name.Contains('{', StringComparison.Ordinal) ? alert.Detail.ReplaceLineEndings(" ") : alert.Distinct,
    ];
}
