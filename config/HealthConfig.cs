using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary><c>health</c> of a probe: what is read from a body, beyond whether it matches.</summary>
public sealed class HealthConfig
{
    /// <summary>Shared by all that do not say otherwise; nobody changes it.</summary>
    public static HealthConfig Default { get; } = new();

    public HealthFormat Format { get; set; } = HealthFormat.Auto;

    /// <summary>The mildest state, told by the body, that fails the probe with <c>body</c>.</summary>
    public HealthFailure FailOn { get; set; } = HealthFailure.Unhealthy;

    /// <summary>Whether a body that tells no state fails the probe as well.</summary>
    public bool Required { get; set; }

    /// <summary>Components exposed; the rest is counted.</summary>
    [Between(0, 1000)]
    public int MaxComponents { get; set; } = 100;

    /// <summary>Label <c>key</c> of <c>probe_json_value</c>, and where its number is.</summary>
    [JsonPath]
    public IReadOnlyDictionary<string, string> JsonValues { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>
/// The shape of a body. <see cref="Auto"/> takes any that has a status of its own; the others are told by the configuration, and
/// then the components alone will do.
/// </summary>
[JsonConverter(typeof(LowerCase<HealthFormat>))]
public enum HealthFormat { Auto, None, Aspnet, Spring, Rfc, Json, Text }

/// <summary>With <see cref="Never"/>, a probe succeeds by status and match alone, as blackbox_exporter's do.</summary>
[JsonConverter(typeof(LowerCase<HealthFailure>))]
public enum HealthFailure { Never, Degraded, Unhealthy }
