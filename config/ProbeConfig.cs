using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary><c>collectors.probe</c>: services and what they listen on, each polled by itself. A target can override interval and timeout.</summary>
public sealed record ProbeConfig : PollConfig
{
    public IReadOnlyList<ProbeTarget> Targets { get; set; } = [];
}

/// <summary>One target, and how it is probed.</summary>
public sealed record ProbeTarget : ProbeSettings
{
    /// <summary>Label <c>name</c> of the series; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>The scheme says which kind of probe; label <c>target</c> of the series, without user information and query.</summary>
    public string Url { get; set; } = "";

    /// <summary>Instead of the section's.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary>Constant labels on every series of this target.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = new Dictionary<string, string>();
}

/// <summary>How something is probed, whatever it is.</summary>
public abstract record ProbeSettings : HttpClientConfig
{
    /// <summary>Of the whole probe; instead of the section's.</summary>
    public TimeSpan? Timeout { get; set; }

    public string Method { get; set; } = "GET";

    /// <summary>Statuses that are a success; empty means 200 to 299.</summary>
    [Between(100, 599)]
    public IReadOnlyList<int> ExpectStatus { get; set; } = [];

    /// <summary>Regular expression that the body must match; empty matches anything.</summary>
    [Regex]
    public string BodyMatches { get; set; } = "";

    /// <summary>Redirects followed; 0 follows none.</summary>
    [Between(0, 20)]
    public int MaxRedirects { get; set; } = 10;

    /// <summary>Bytes of body read before the probe fails with <c>too_large</c>.</summary>
    [Between(1, 1L << 30), JsonConverter(typeof(ByteSizeConverter))]
    public long MaxBody { get; set; } = 10L << 20;

    public HealthConfig Health { get; set; } = new();

    public StreamProbeConfig? Tcp { get; set; }

    public StreamProbeConfig? Unix { get; set; }

    public DnsProbeConfig? Dns { get; set; }

    public IcmpProbeConfig? Icmp { get; set; }
}
