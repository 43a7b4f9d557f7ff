using System.Text;
using System.Xml;

namespace MetricsAgent.Commands.Check;

/// <summary>A check as JUnit's XML, which every CI reads: a test case for each collector and each alert.</summary>
static class CheckJunit
{
    internal static string Render(CheckReport report)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new() { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            var whole = report.Late is null && report.Fault is null ? 0 : 1;
            var unknown = report.Rows.Count(row => row.State == "unknown") + report.Alerts.Count(alert => alert.State == CheckState.Unknown) + whole;
            var failed = report.Rows.Count(row => row.State == "DOWN") + report.Alerts.Count(alert => alert.State is CheckState.Warning or CheckState.Critical);
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", "metrics-agent check");
            xml.WriteAttributeString("tests", $"{report.Rows.Count + report.Alerts.Count + whole}");
            xml.WriteAttributeString("failures", $"{failed}");
            xml.WriteAttributeString("errors", $"{unknown}");
            xml.WriteAttributeString("skipped", $"{report.Alerts.Count(alert => !alert.IsJudged)}");
            foreach (var row in report.Rows)
                Write(xml, "collectors", row.Check, row.Judged, row.Detail);
            foreach (var alert in report.Alerts)
                Write(xml, report.IsExpression ? "series" : "alerts", report.Name(alert), alert.State, Message(alert), alert.IsJudged);
            if (whole > 0)
                Write(xml, "check", report.Fault is null ? "timeout" : "check", CheckState.Unknown, report.Sum);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return text.Insert(0, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").Append('\n').ToString();
    }

    static void Write(XmlWriter xml, string suite, string name, CheckState state, string detail, bool isJudged = true)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"metrics-agent.{suite}");
        xml.WriteAttributeString("name", Legal(name));
        if (!isJudged || state != CheckState.Ok)
        {
            xml.WriteStartElement(!isJudged ? "skipped" : state == CheckState.Unknown ? "error" : "failure");
            xml.WriteAttributeString("message", Legal(detail));
            if (state is CheckState.Warning or CheckState.Critical)
                xml.WriteAttributeString("type", state.Word());
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    static string Message(CheckAlert alert)
    {
        var value = alert.Value is { } number ? $"{Rules.Promql.PromqlNumber.Format(number)}{(alert.Target.Length > 0 ? $", target {alert.Target}" : "")}" : "";
        return string.Join(": ", new[] { alert.Detail, value }.Where(part => part.Length > 0));
    }

    /// <summary>XML has no way to write most control characters.</summary>
    static string Legal(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? "?" : $"{rune}"));
}
