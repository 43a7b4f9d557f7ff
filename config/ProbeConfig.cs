using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary><c>collectors.probe</c>: services and what they listen on, each polled by itself. A target can override interval and timeout.</summary>
public sealed record ProbeConfig : PollConfig
{
    public IReadOnlyList<ProbeTarget> Targets { get; set; } = [];

    /// <summary>Probes under way at most, of targets; further ones wait for their turn. As many again of <c>GET /probe</c>.</summary>
    [Between(1, 10_000)]
    public int Concurrency { get; set; } = 50;

    /// <summary>What <c>GET /probe</c> may probe, and how.</summary>
    public IReadOnlyList<ProbeModule> Modules { get; set; } = [];
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
    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;
}

/// <summary>How something is probed, whatever it is.</summary>
public abstract record ProbeSettings : HttpClientConfig
{
    /// <summary>Of one attempt with all its redirects; instead of the section's.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Attempts after a failed one, before the probe counts as failed.</summary>
    [Between(0, 10)]
    public int Retries { get; set; }

    /// <summary>Time from the end of a failed attempt to the next.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    public string Method { get; set; } = "GET";

    /// <summary>Of the request.</summary>
    [Secret]
    public string Body { get; set; } = "";

    /// <summary>File that holds the body, read again for every probe.</summary>
    public string BodyFile { get; set; } = "";

    /// <summary>
    /// <c>auto</c> is HTTP/2 where TLS negotiates it and HTTP/1.1 elsewhere; a number is that and nothing else, <c>2</c> without
    /// TLS by prior knowledge.
    /// </summary>
    [OneOf("auto", "1.1", "2", "3")]
    public string HttpVersion { get; set; } = "auto";

    /// <summary>Addresses that are tried first; otherwise in the order of the resolver.</summary>
    public IpProtocol PreferredIpProtocol { get; set; }

    /// <summary>Then those of the other version; false does without.</summary>
    public bool IpProtocolFallback { get; set; } = true;

    /// <summary>Statuses that are a success; empty means 200 to 299.</summary>
    [Between(100, 599)]
    public IReadOnlyList<int> ExpectStatus { get; set; } = [];

    /// <summary>Regular expressions that headers of the response must match; a header that is missing does not.</summary>
    [Regex]
    public IReadOnlyDictionary<string, string> ExpectHeaders { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Regular expression that the body must match; empty matches anything.</summary>
    [Regex]
    public string BodyMatches { get; set; } = "";

    /// <summary>Regular expression that the body must not match; empty matches nothing.</summary>
    [Regex]
    public string BodyNotMatches { get; set; } = "";

    /// <summary>A probe that succeeds but takes longer than this found its target degraded; null for no such limit.</summary>
    public TimeSpan? DegradedAfter { get; set; }

    /// <summary>Redirects followed; 0 follows none.</summary>
    [Between(0, 20)]
    public int MaxRedirects { get; set; } = 10;

    /// <summary>A redirect fails the probe.</summary>
    public bool ForbidRedirects { get; set; }

    /// <summary>Bytes of body, uncompressed, read before the probe fails with <c>too_large</c>.</summary>
    [Between(1, 1L << 30), JsonConverter(typeof(ByteSizeConverter))]
    public long MaxBody { get; set; } = 10L << 20;

    public HealthConfig Health { get; set; } = HealthConfig.Default;

    public StreamProbeConfig? Tcp { get; set; }

    public StreamProbeConfig? Unix { get; set; }

    public DnsProbeConfig? Dns { get; set; }

    public IcmpProbeConfig? Icmp { get; set; }

    /// <summary>Whether the probe may follow a redirect there.</summary>
    public virtual bool Permits(Uri url) => true;

    /// <summary>Whether the retries are of a number and with a delay that one can reckon with; what is not has been told.</summary>
    internal bool HasSaneRetries => Retries is >= 0 and <= 10 && RetryDelay <= TimeSpan.FromDays(1);

    /// <summary>What one attempt may take so that all of them end within some time.</summary>
    public TimeSpan LongestAttempt(TimeSpan whole) => (whole - (RetryDelay * Retries)) / (Retries + 1);

    /// <summary>What all attempts take at most, if one takes so much.</summary>
    public TimeSpan Longest(TimeSpan attempt) => (attempt * (Retries + 1)) + (RetryDelay * Retries);
}

[JsonConverter(typeof(LowerCase<IpProtocol>))]
public enum IpProtocol { Any, Ip4, Ip6 }
