using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A number of a view that is a family by itself.</summary>
/// <param name="Expression">SQL for it; null is absent.</param>
/// <param name="Since">The first major version that has it.</param>
/// <param name="Until">The last one.</param>
internal sealed record ViewColumn(Family Family, string Expression, int Since = 13, int Until = int.MaxValue)
{
    /// <summary>All columns for a <c>select</c>, null for those that the server does not have.</summary>
    internal static string Select(IEnumerable<ViewColumn> columns, ServerFacts server) => string.Join(
        ", ",
        from column in columns
        select column.Since <= server.Major && server.Major <= column.Until ? $"({column.Expression})::float8" : "null::float8");
}
