namespace MetricsAgent.Health;

/// <summary>How something fares, from best to worst.</summary>
enum HealthStatus
{
    Healthy,

    /// <summary>It does its work, and somebody should look.</summary>
    Degraded,

    /// <summary>It does not do its work: 503.</summary>
    Unhealthy,
}

static class HealthStatusWord
{
    internal static string Word(this HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
