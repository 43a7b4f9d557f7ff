using MetricsAgent.Http;
using MetricsAgent.Polling;
using Microsoft.AspNetCore.Http;

namespace MetricsAgent.Health;

/// <summary>What an orchestrator asks: is the process alive, and has it something to say?</summary>
internal sealed class HealthEndpoints(PollLoops loops)
{
    /// <summary>200 as long as the process answers at all; a database that is down is no reason to restart the agent.</summary>
    internal static Task LivenessAsync(HttpContext context) => AnswerAsync(context, StatusCodes.Status200OK, "alive");

    /// <summary>200 once every collector has finished its first poll, whatever its result; 503 before.</summary>
    internal Task ReadinessAsync(HttpContext context) => loops.Ready
        ? AnswerAsync(context, StatusCodes.Status200OK, "ready")
        : AnswerAsync(context, StatusCodes.Status503ServiceUnavailable, "starting");

    static Task AnswerAsync(HttpContext context, int status, string word) =>
        PlainAnswer.WriteAsync(context, status, $$"""{"status":"{{word}}"}""" + "\n", "application/json");
}
