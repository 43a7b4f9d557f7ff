using MetricsAgent.Health;
using MetricsAgent.Http.Api;
using MetricsAgent.Rules;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary>The HTTP surface: which path is answered by what. Everything is GET and HEAD; queries are POST, too, and silences and alerts are written.</summary>
internal sealed class Endpoints(
    MetricsEndpoint metrics, HealthEndpoints health, ProbeEndpoint probe, ApiEndpoints api, AlertmanagerApi alertmanager, LandingPage landing)
{
    internal async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "/";
        var call = path.StartsWith(ApiEndpoints.Prefix, StringComparison.Ordinal) ? path[ApiEndpoints.Prefix.Length..] : null;
        var takesPost = call is not null && ApiEndpoints.TakesPost(call);
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !(takesPost && HttpMethods.IsPost(request.Method))
            && !AlertmanagerApi.Allows(path, request.Method))
        {
            context.Response.Headers.Allow = takesPost ? "GET, HEAD, POST" : "GET, HEAD";
            await PlainAnswer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not allowed here; use GET.\n");
            return;
        }

        await (path switch
        {
            "/" => landing.HandleAsync(context),
            "/metrics" => metrics.HandleAsync(context, ""),
            "/health" or "/health/" => health.AllAsync(context),
            "/health/db" => health.DatabaseAsync(context),
            "/health/liveness" => HealthEndpoints.LivenessAsync(context),
            "/health/readiness" => health.ReadinessAsync(context),
            GraphLink.Path => GraphLink.FollowAsync(context),
            Runbook.Path => Runbook.WriteAsync(context),
            "/probe" => probe.HandleAsync(context),
            _ when call is not null => api.HandleAsync(context, call),
            _ when path.StartsWith(AlertmanagerApi.Prefix, StringComparison.Ordinal) => alertmanager.HandleAsync(context, path),
            _ when path.StartsWith("/metrics/", StringComparison.Ordinal) => metrics.HandleAsync(context, path["/metrics/".Length..]),
            _ => PlainAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"Nothing at {path}. The page at / lists what there is.\n"),
        });
    }
}
