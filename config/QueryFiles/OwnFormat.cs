namespace MetricsAgent.Config.QueryFiles;

/// <summary>A file of queries in the configuration's own words: what could stand in <c>collectors.postgres</c>.</summary>
internal sealed class OwnFormat
{
    public IReadOnlyList<QueryConfig> Queries { get; set; } = [];
}
