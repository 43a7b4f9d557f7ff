using System.Text.Json.Serialization;
using MetricsAgent.Config.Values;

namespace MetricsAgent.Config;

/// <summary>An item of <c>collectors.postgres.queries</c>: one statement, some of whose columns are numbers and some labels.</summary>
public sealed class QueryConfig
{
    /// <summary>Unique; also the first part of its families' names.</summary>
    public string Name { get; set; } = "";

    /// <summary>One statement that only reads.</summary>
    public string Sql { get; set; } = "";

    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>What the server gives the statement, in each database; at most the interval.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    [Between(1, int.MaxValue)]
    public int MaxSeries { get; set; } = 1000;

    /// <summary>First major version of the server that has what it reads; 0 is any.</summary>
    [Between(0, 99)]
    public int MinVersion { get; set; }

    /// <summary>Last one; 0 is any.</summary>
    [Between(0, 99)]
    public int MaxVersion { get; set; }

    /// <summary>postgres_exporter's way to write versions; empty is any. See <see cref="VersionRange"/>.</summary>
    public string Runonserver { get; set; } = "";

    public QueryScope Scope { get; set; }

    /// <summary>Which databases, with <see cref="QueryScope.Database"/>; empty is all.</summary>
    [Regex]
    public string Databases { get; set; } = "";

    /// <summary>Names of targets; empty is all.</summary>
    public IReadOnlyList<string> Targets { get; set; } = [];

    /// <summary>Columns that are labels of every family.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>Columns that are families.</summary>
    public IReadOnlyDictionary<string, QueryValue> Values { get; set; } = new Dictionary<string, QueryValue>();

    /// <summary>As postgres_exporter: a label <c>server</c>, and numbers in columns that are not listed are untyped metrics.</summary>
    public bool ExporterStyle { get; set; }

    /// <summary>The family that a column is.</summary>
    public string Metric(string column) => Values.TryGetValue(column, out var value) && value.Metric.Length > 0 ? value.Metric : $"{Name}_{column}";

    public bool RunsOnTarget(string target) => Targets.Count == 0 || Targets.Contains(target);

    /// <param name="version"><c>server_version_num</c>.</param>
    public bool RunsOnVersion(int version) =>
        (MinVersion == 0 || version / 10_000 >= MinVersion)
        && (MaxVersion == 0 || version / 10_000 <= MaxVersion)
        && (!VersionRange.TryParse(Runonserver, out var range) || range.Contains(version));
}

/// <summary>A column that is a family.</summary>
public sealed class QueryValue
{
    public QueryValueType Type { get; set; }

    /// <summary>The family's whole name; empty is the query's name and the column's.</summary>
    public string Metric { get; set; } = "";

    public string Help { get; set; } = "";

    /// <summary>Numbers for texts; empty where the column is a number.</summary>
    public IReadOnlyDictionary<string, double> Mapping { get; set; } = new Dictionary<string, double>();
}

/// <summary>Where a query runs: in the target's database, or in each of the cluster.</summary>
[JsonConverter(typeof(LowerCase<QueryScope>))]
public enum QueryScope { Cluster, Database }

/// <summary>
/// A histogram is an array of upper bounds, with the columns <c>…_bucket</c>, <c>…_sum</c> and <c>…_count</c> beside it. A duration is
/// a gauge in milliseconds, from a text such as <c>1m30s</c>. A discarded column is none of the numbers that are not listed.
/// </summary>
[JsonConverter(typeof(LowerCase<QueryValueType>))]
public enum QueryValueType { Gauge, Counter, Histogram, Untyped, Duration, Discard }
