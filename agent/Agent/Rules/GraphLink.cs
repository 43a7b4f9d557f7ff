using MetricsAgent.Http;
using MetricsAgent.Rules.Promql;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Rules;

/// <summary>
/// Where an expression can be looked at: <c>/graph?g0.expr=…&amp;g0.tab=1</c>, as Prometheus links its alerts, so that a Prometheus behind
/// <c>external_url</c> draws it. The agent itself answers it with the expression's value of now.
/// </summary>
static class GraphLink
{
    internal const string Path = "/graph";

    internal static string Of(string externalUrl, Expression expression) =>
        $"{externalUrl.TrimEnd('/')}{Path}?g0.expr={Uri.EscapeDataString(expression.ToString())}&g0.tab=1";

    internal static Task FollowAsync(HttpContext context)
    {
        if (context.Request.Query["g0.expr"].FirstOrDefault() is not { Length: > 0 } expression)
            return PlainAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, $"{Path} needs an expression: {Path}?g0.expr=up\n");
        // Relative, for those who reach the agent by way of a proxy and a path of its own.
        context.Response.Headers.Location = $"api/v1/query?query={Uri.EscapeDataString(expression)}";
        return PlainAnswer.WriteAsync(context, StatusCodes.Status302Found, "");
    }
}
