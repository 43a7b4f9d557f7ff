using System.Text;
using MetricsAgent.Rules;
using MetricsAgent.Rules.Promql;

namespace MetricsAgent.Commands.Check;

/// <summary>A check in Prometheus' text format, for a textfile collector or a push: what fires, what was measured, what is up.</summary>
static class CheckPrometheus
{
    const string Check = "check";

    internal static string Render(CheckReport report)
    {
        var text = new StringBuilder();
        var firing = report.IsExpression ? [] : report.Alerts.Where(alert => alert.Fires && alert.Labels.Count > 0);
        Append(text, "ALERTS", "Alerts that fire.", firing.Select(alert => (alert.Labels.With("alertstate", "firing"), 1.0)));
        Append(text, "agent_check_value", "What was measured.", report.Measures.Select(measure => (Labels.Of((Check, measure.Label)), measure.Value)));
        Append(text, "agent_check_up", "1 for what is up, otherwise 0: it is down, or has not answered.", report.Rows.Select(row => (Labels.Of((Check, row.Check)), row.IsBad ? 0.0 : 1)));
        Append(text, "agent_check_state", "State of the whole check: 0 ok, 1 warning, 2 critical, 3 unknown.", [(Labels.None, report.State.ExitCode())]);
        return text.ToString();
    }

    static void Append(StringBuilder text, string name, string help, IEnumerable<(Labels Labels, double Value)> samples)
    {
        var head = $"# HELP {name} {help}\n# TYPE {name} gauge\n";
        foreach (var (labels, value) in samples.DistinctBy(sample => sample.Labels))
        {
            text.Append(head).Append(labels.With(Labels.MetricName, name)).Append(' ').Append(PromqlNumber.Format(value)).Append('\n');
            head = "";
        }
    }
}
