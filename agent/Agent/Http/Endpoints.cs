using MetricsAgent.Health;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Http;

/// <summary>The HTTP surface: which path is answered by what. Everything is GET and HEAD, but for silences and alerts.</summary>
internal sealed class Endpoints(MetricsEndpoint metrics, HealthEndpoints health, ProbeEndpoint probe, AlertmanagerApi alertmanager, LandingPage landing)
{
    internal async Task HandleAsync(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !AlertmanagerApi.Allows(request.Path.Value ?? "/", request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            await PlainAnswer.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"{request.Method} is not allowed here; use GET.\n");
            return;
        }

        var path = request.Path.Value ?? "/";
        await (path switch
        {
            "/" => landing.HandleAsync(context),
            "/metrics" => metrics.HandleAsync(context, ""),
            "/health/liveness" => HealthEndpoints.LivenessAsync(context),
            "/health/readiness" => health.ReadinessAsync(context),
            "/probe" => probe.HandleAsync(context),
            _ when path.StartsWith(AlertmanagerApi.Prefix, StringComparison.Ordinal) => alertmanager.HandleAsync(context, path),
            _ when path.StartsWith("/metrics/", StringComparison.Ordinal) => metrics.HandleAsync(context, path["/metrics/".Length..]),
            _ => PlainAnswer.WriteAsync(context, StatusCodes.Status404NotFound, $"Nothing at {path}. The page at / lists what there is.\n"),
        });
    }
}
