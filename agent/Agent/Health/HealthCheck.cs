using MetricsAgent.Rules;

namespace MetricsAgent.Health;

/// <summary>One thing that is watched: a server, a URL, or all alerts of one name.</summary>
/// <param name="IsDatabase">Of PostgreSQL.</param>
sealed record HealthCheck(string Name, HealthStatus Status, bool IsDatabase)
{
    /// <summary>Before it is known for the first time.</summary>
    internal const string Starting = "starting";

    /// <summary>Of the worst alert that fires.</summary>
    internal double? Value { get; init; }

    /// <summary>What the value should be.</summary>
    internal string? Target { get; init; }

    /// <summary>One of a closed list, or an alert's summary; never the text of an error.</summary>
    internal string? Reason { get; init; }

    /// <summary>Since when it is not healthy.</summary>
    internal DateTimeOffset? Since { get; init; }

    /// <summary>Who has no severity, or another one, warns.</summary>
    internal static HealthStatus Of(Labels alert) => alert[Alert.SeverityLabel] == "critical" ? HealthStatus.Unhealthy : HealthStatus.Degraded;
}
