using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>One instance for every query that runs on a target.</summary>
static class QueriesPlan
{
    /// <summary>For the connect, and for the others whose turn comes first.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    internal static IEnumerable<CollectorInstance> Instances(
        PostgresTarget target, PostgresConfig config, PostgresVisits visits, PostgresEndpoint endpoint, TimeProvider clock)
    {
        var taken = Catalogue.Owners.Keys.Concat(from query in config.Queries from column in QueryColumn.Of(query) select column.Metric).ToHashSet();
        return from query in config.Queries
               where query.RunsOnTarget(target.Name)
               let withServer = query.ExporterStyle && !query.Labels.Contains("server") && !target.Labels.ContainsKey("server")
               let reading = new QueryReading(query, withServer, taken.Contains)
               let collector = new QueryCollector(query, reading, visits, endpoint, query.Timeout + Grace, clock)
               select new CollectorInstance(
                   Catalogue.PostgresQueries.Name, Name(target, query), collector, new(query.Interval, Deadline(query), null, query.MaxSeries), target.Labels);
    }

    /// <summary>Each of the databases has its own, and how many there are is not known before.</summary>
    static TimeSpan Deadline(QueryConfig query) =>
        query.Scope == QueryScope.Database || query.Interval < query.Timeout + Grace ? query.Interval : query.Timeout + Grace;

    static string Name(PostgresTarget target, QueryConfig query) => target.Name.Length == 0 ? query.Name : $"{target.Name}/{query.Name}";
}
