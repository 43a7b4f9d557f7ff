using MetricsAgent.Http;
using MetricsAgent.Http.Api;
using MetricsAgent.Polling;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Health;

/// <summary>
/// What a load balancer and a person ask, <c>/health</c> and <c>/health/db</c>: does what is watched do its work? And what an
/// orchestrator asks: is the agent's own process alive, and has it something to say?
/// </summary>
internal sealed class HealthEndpoints(PollLoops loops, HealthChecks checks, TimeProvider clock)
{
    readonly long started = clock.GetTimestamp();

    /// <summary>Everything that is watched: 503 when something is unhealthy, otherwise 200.</summary>
    internal Task AllAsync(HttpContext context) => AnswerAsync(context, checks.Read());

    /// <summary>PostgreSQL alone: its instances, and the rules about it.</summary>
    internal Task DatabaseAsync(HttpContext context) => loops.Instances.Any(instance => instance.Name == "postgres")
        ? AnswerAsync(context, [.. checks.Read().Where(check => check.IsDatabase)])
        : PlainAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "No PostgreSQL is watched; collectors.postgres.targets in the configuration names those that are.\n");

    /// <summary>200 as long as the process answers at all; a database that is down is no reason to restart the agent.</summary>
    internal static Task LivenessAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, "alive");

    /// <summary>200 once every collector has finished its first poll, whatever its result; 503 before.</summary>
    internal Task ReadinessAsync(HttpContext context) => loops.Ready
        ? AnswerAsync(context, StatusCodes.Status200OK, "ready")
        : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "starting");

    Task AnswerAsync(HttpContext context, IReadOnlyList<HealthCheck> all)
    {
        string[] wanted = [.. context.Request.Query["check"].OfType<string>().Where(name => name.Length > 0)];
        if (wanted.FirstOrDefault(name => !all.Any(check => check.Name == name)) is { } unknown)
        {
            return PlainAnswer.WriteAsync(
                context, StatusCodes.Status404NotFound, $"No check is called '{unknown}'. There are:\n{string.Concat(all.Select(check => $"{check.Name}\n"))}");
        }

        HealthCheck[] shown = [.. all.Where(check => wanted.Length == 0 || wanted.Contains(check.Name))];
        var status = shown.Select(check => check.Status).DefaultIfEmpty().Max();
        var code = status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        // A cache between here and who asks would answer for a server that is down.
        context.Response.Headers.CacheControl = "no-store";
        return ApiAnswer.SendAsync(context, code, HealthJson.Render(status, shown, clock.GetUtcNow(), clock.GetElapsedTime(started)));
    }

    static Task AnswerAsync(HttpContext context, int status, string word) =>
        PlainAnswer.WriteAsync(context, status, $$"""{"status":"{{word}}"}""" + "\n", "application/json");
}
