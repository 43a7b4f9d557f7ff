using System.Collections.ObjectModel;
using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary><c>collectors.scrape</c>: Prometheus endpoints of programs beside the agent, whose metrics it exposes with its own.</summary>
public sealed record ScrapeConfig : PollConfig
{
    // An application has more of them than a collector; this is of each target.
    public ScrapeConfig() => MaxSeries = 50_000;

    /// <summary>A scrape of the agent refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    public IReadOnlyList<ScrapeTarget> Targets { get; set; } = [];
}

/// <summary>One endpoint. Keys and meaning are those of Prometheus' <c>scrape_configs</c>.</summary>
public sealed record ScrapeTarget : HttpClientConfig
{
    /// <summary>Label <c>job</c> of its series.</summary>
    public string Job { get; set; } = "";

    public string Url { get; set; } = "";

    /// <summary>Label <c>instance</c> of its series; empty means host and port of the URL.</summary>
    public string Instance { get; set; } = "";

    /// <summary>Instead of the section's.</summary>
    public TimeSpan? Interval { get; set; }

    /// <summary>Of the whole scrape; instead of the section's.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Series that have one of the target's labels themselves keep it; otherwise theirs becomes <c>exported_…</c>.</summary>
    public bool HonorLabels { get; set; }

    /// <summary>Regular expression that a family's whole name must match; empty matches all.</summary>
    [Regex]
    public string Include { get; set; } = "";

    /// <summary>Regular expression for whole names of families that are left out.</summary>
    [Regex]
    public string Exclude { get; set; } = "";

    /// <summary>Bytes of an answer, after decompression; a longer one fails the scrape.</summary>
    [Between(1, 1L << 30), JsonConverter(typeof(ByteSizeConverter))]
    public long MaxBody { get; set; } = 32L << 20;

    /// <summary>Labels on every series of this target.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; set; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>The label <c>instance</c> as it is exposed.</summary>
    [JsonIgnore]
    public string InstanceLabel => Instance.Length > 0 ? Instance : new Uri(Url, UriKind.Absolute) is var url ? $"{url.Host}:{url.Port}" : "";
}
