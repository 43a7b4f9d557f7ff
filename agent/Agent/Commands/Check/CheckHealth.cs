using System.Text.Json;
using MetricsAgent.Health;

namespace MetricsAgent.Commands.Check;

/// <summary>What an agent's <c>/health</c> says, as rows of a check.</summary>
static class CheckHealth
{
    /// <returns>Null for what is no such answer.</returns>
    internal static CheckRow[]? Read(JsonElement answer)
    {
        try
        {
            return [.. answer.GetProperty("checks").EnumerateObject().Select(Row)];
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    static CheckRow Row(JsonProperty check)
    {
        var reason = check.Value.TryGetProperty("reason", out var text) ? text.GetString() ?? "" : "";
        var state = check.Value.GetProperty("status").GetString() switch
        {
            "healthy" => "up",
            "degraded" => reason == HealthCheck.Starting ? "unknown" : "partly",
            _ => "DOWN",
        };
        return new(check.Name, state, "", reason);
    }
}
