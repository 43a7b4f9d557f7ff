using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Postgres.Queries;

/// <summary>One instance for every query that runs on a target.</summary>
static class QueriesPlan
{
    internal static IEnumerable<CollectorInstance> Instances(
        PostgresTarget target, PostgresConfig config, PostgresVisits visits, PostgresEndpoint endpoint, TimeProvider clock)
    {
        var taken = Catalogue.Owners().Keys.Concat(from query in config.Queries from column in QueryColumn.Of(query) select column.Metric).ToHashSet();
        return from query in config.Queries
               where query.RunsOnTarget(target.Name)
               let withServer = query.ExporterStyle && !query.Labels.Contains("server") && !target.Labels.ContainsKey("server")
               let reading = new QueryReading(query, withServer, taken.Contains)
               let collector = new QueryCollector(query, reading, visits, endpoint, clock)
               // It may wait for the others until it is due again; the statement has a timeout of its own.
               select new CollectorInstance(
                   Catalogue.PostgresQueries.Name, Name(target, query), collector, new(query.Interval, query.Interval, null, query.MaxSeries), target.Labels);
    }

    static string Name(PostgresTarget target, QueryConfig query) => target.Name.Length == 0 ? query.Name : $"{target.Name}/{query.Name}";
}
