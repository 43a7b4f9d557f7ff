using System.Globalization;
using System.Net;
using System.Text;
using MetricsAgent.Collectors;
using MetricsAgent.Metrics;
using MetricsAgent.Polling;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary><c>/</c>: what this is, where to look, and how every collector fares.</summary>
internal sealed class LandingPage(PollLoops loops)
{
    internal Task HandleAsync(HttpContext context) =>
        PlainAnswer.WriteAsync(context, StatusCodes.Status200OK, Render(), "text/html; charset=utf-8");

    string Render()
    {
        var page = new StringBuilder($$"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>metrics-agent</title>
            <style>
            body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
            table { border-collapse: collapse; } td, th { padding: .2rem 1rem .2rem 0; text-align: left; vertical-align: top; }
            .bad { color: #b00020; } .good { color: #1b7a2f; }
            </style></head>
            <body>
            <h1>metrics-agent {{AgentVersion.Text}}</h1>
            <ul>
            <li><a href="/metrics">/metrics</a>: everything, for Prometheus</li>
            {{string.Concat(Catalogue.All.Select(entry => entry.Domain).Distinct().Select(domain => $"<li><a href=\"/metrics/{domain}\">/metrics/{domain}</a></li>\n"))}}<li>/api/v1/…: queries, for Grafana as a Prometheus data source; <a href="/api/v1/alerts">alerts</a>, <a href="/api/v1/rules">rules</a></li>
            <li><a href="/health">/health</a>: what is wrong; <a href="/health/db">/health/db</a></li>
            <li><a href="/RUNBOOK.md">/RUNBOOK.md</a>: what to do when an alert fires</li>
            <li><a href="/health/liveness">/health/liveness</a>, <a href="/health/readiness">/health/readiness</a></li>
            </ul>
            <table>
            <tr><th>Collector</th><th>State</th><th>Last poll</th><th></th></tr>

            """);
        foreach (var poll in loops.Readings)
        {
            var (css, state) = poll.Success switch
            {
                null => ("", "waiting"),
                true => ("good", "up"),
                false => ("bad", "down"),
            };
            var name = poll.Target.Length == 0 ? poll.Collector : $"{poll.Collector} {poll.Target}";
            var missing = string.Join("; ", poll.Unavailable.Select(entry => entry.Part.Length == 0 ? entry.Reason.Label() : $"{entry.Part}: {entry.Reason.Label()}"));
            page.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Html(name)}</td><td class=\"{css}\">{state}</td><td>{poll.Duration.TotalMilliseconds:F1} ms</td><td>{Html(missing)}</td></tr>\n");
        }

        return page.Append("</table>\n</body></html>\n").ToString();
    }

    static string Html(string text) => WebUtility.HtmlEncode(text);
}
