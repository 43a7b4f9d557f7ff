namespace MetricsAgent.Collectors.Probe.Health;

/// <summary>How a service, or a component of it, is: the closed list behind the labels <c>state</c> and <c>status</c>; the worst is the largest.</summary>
internal enum HealthState { Healthy, Degraded, Unhealthy }

static class HealthStates
{
    internal static readonly HealthState[] All = [HealthState.Healthy, HealthState.Degraded, HealthState.Unhealthy];

    internal static string Label(this HealthState state) => state switch
    {
        HealthState.Healthy => "healthy",
        HealthState.Degraded => "degraded",
        _ => "unhealthy",
    };

    internal static HealthState Or(this HealthState one, HealthState other) => one > other ? one : other;

    /// <summary>The worse of what is known.</summary>
    internal static HealthState? Or(this HealthState? one, HealthState? other) => one is { } known && other is { } also ? known.Or(also) : one ?? other;
}
