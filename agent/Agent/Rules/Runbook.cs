using System.Net;
using System.Text;
using MetricsAgent.Alerting;
using MetricsAgent.Config;
using MetricsAgent.Http;
using MetricsAgent.Rules.Templates;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Rules;

/// <summary>
/// <c>RUNBOOK.md</c>, which the shipped rules' <c>runbook_url</c> refers to. For people, a reference needs an address: that of the
/// configuration, or of the agent itself, which has the text.
/// </summary>
static class Runbook
{
    internal const string Path = "/RUNBOOK.md";

    const string Annotation = "runbook_url";

    /// <summary>A reference behind an address; one that has its own, or of which a template decides, stays.</summary>
    internal static string Under(string address, string reference) =>
        address.Length == 0 || reference.Length == 0 || reference.Contains("://", StringComparison.Ordinal) || reference.StartsWith("{{", StringComparison.Ordinal)
            ? reference
            : $"{address.TrimEnd('/')}/{reference.TrimStart('/')}";

    /// <summary>The rules with addresses in the place of references.</summary>
    internal static RuleSet Complete(RuleSet rules, AgentConfig config)
    {
        var address = config.Rules.RunbookUrl.Length > 0 ? config.Rules.RunbookUrl : ExternalUrl.Of(config);
        return rules with { Groups = [.. rules.Groups.Select(group => group with { Rules = [.. group.Rules.Select(rule => rule with { Annotations = [.. rule.Annotations.Select(Complete)] })] })] };

        TemplateLabel Complete(TemplateLabel annotation) =>
            annotation.Name == Annotation ? annotation with { Template = Template.Parse(Under(address, annotation.Template.Text)) } : annotation;
    }

    /// <summary>The text as it is, with its headings as anchors.</summary>
    internal static Task WriteAsync(HttpContext context) => PlainAnswer.WriteAsync(context, StatusCodes.Status200OK, Render(), "text/html; charset=utf-8");

    internal static string Render()
    {
        using var reader = new StreamReader(typeof(Runbook).Assembly.GetManifestResourceStream("RUNBOOK.md")!);
        var page = new StringBuilder("""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>Runbook of metrics-agent</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
            pre { white-space: pre-wrap; } :target { background: #fff3c4; }
            </style></head>
            <body>
            <pre>

            """);
        while (reader.ReadLine() is { } line)
        {
            var level = line.Length - line.TrimStart('#').Length;
            var text = WebUtility.HtmlEncode(line[level..].Trim());
            page.Append(level is >= 1 and <= 6 ? $"<h{level} id=\"{text.ToLowerInvariant().Replace(' ', '-')}\">{text}</h{level}>" : $"{WebUtility.HtmlEncode(line)}\n");
        }

        return page.Append("</pre>\n</body></html>\n").ToString();
    }
}
