using System.Text.Json.Serialization;

namespace MetricsAgent.Config.QueryFiles;

/// <summary>A query of postgres_exporter's <c>queries.yaml</c>; the key that it stands at is the first part of its families' names.</summary>
internal sealed class ExporterQuery
{
    public string Query { get; set; } = "";

    /// <summary>There for files that have it: a query runs in the target's database only, which is what it asks for.</summary>
    public bool Master { get; set; }

    [Between(0, 86_400)]
    public int CacheSeconds { get; set; }

    [JsonPropertyName("runonserver")]
    public string RunOnServer { get; set; } = "";

    /// <summary>Each by the name of its column.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, ExporterMetric>> Metrics { get; set; } = [];
}

/// <summary>What a column is.</summary>
internal sealed class ExporterMetric
{
    public string Usage { get; set; } = "";
    public string Description { get; set; } = "";

    /// <summary>With the usage MAPPEDMETRIC.</summary>
    public IReadOnlyDictionary<string, double> MetricMapping { get; set; } = new Dictionary<string, double>();
}
