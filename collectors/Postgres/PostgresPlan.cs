using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Postgres.Databases;
using MetricsAgent.Collectors.Postgres.Queries;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Which PostgreSQL collectors a configuration asks for: for each target those on its one connection, and on a second the walk over its
/// databases and each query of the configuration.
/// </summary>
static class PostgresPlan
{
    const string Batch = "postgres";

    static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(15);

    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Postgres;
        return config.Enabled
            ? from target in Targets(config, context.Environment)
              from instance in Instances(target, config, context)
              select instance
            : [];
    }

    /// <summary>Those of the configuration, else the one that the environment names, if it does.</summary>
    internal static IReadOnlyList<PostgresTarget> Targets(PostgresConfig config, Func<string, string?> environment) =>
        config.Targets.Count > 0 ? config.Targets
        : ConnectionString.FromEnvironment(environment) is { } dsn ? [new() { Dsn = dsn }]
        : [];

    static IEnumerable<CollectorInstance> Instances(PostgresTarget target, PostgresConfig config, CollectorContext context)
    {
        // Half, so that the server names the statement that takes too long before the deadline takes the whole poll.
        var endpoint = new PostgresEndpoint(target, context.Environment, connectTimeout: config.Timeout, statementTimeout: config.Timeout / 2);
        var longest = config.Interval < LongestReconnectDelay ? config.Interval : LongestReconnectDelay;
        var session = new PostgresSession(endpoint, new ReconnectDelay(context.Clock, longest), context.Clock);
        var machine = new NodeFiles(context.Config.Collectors.Node);
        var queries = from entry in Catalogue.Postgres
                      where IsOn(entry, config)
                      select new PlannedQuery(ShortName(entry), entry.Create(machine), context.Clock);
        yield return new(
            Batch, target.Name, new PostgresCollector(session, new([.. queries]), config.Timeout, context.Clock), PollSchedule.Of(config, config.MinAge), target.Labels);

        var active = Catalogue.PostgresActiveSessions;
        if (config.ActiveSessions.Enabled && !config.Disable.Contains(ShortName(active)))
        {
            yield return new(
                active.Name, target.Name, new ActiveSessionsCollector(session, config.ActiveSessions.Interval, config.Timeout, context.Clock),
                PollSchedule.Of(config.ActiveSessions, null), target.Labels);
        }

        var statements = Catalogue.PostgresStatements;
        if (config.Statements.Enabled && IsOn(statements, config))
        {
            yield return new(
                statements.Name, target.Name, new StatementsCollector(session, config.Statements, context.Clock), PollSchedule.Of(config.Statements, null), target.Labels);
        }

        // A statement that takes too long leaves time for the other databases; queries of the configuration have times of their own.
        var second = new PostgresEndpoint(target, context.Environment, connectTimeout: config.Timeout, statementTimeout: config.Databases.Timeout / 4);
        var visits = new PostgresVisits(second, context.Clock);
        if (!config.Disable.Contains(ShortName(Catalogue.PostgresQueries)))
        {
            foreach (var instance in QueriesPlan.Instances(target, config, visits, second, context.Clock))
                yield return instance;
        }

        if (config.Databases.Enabled)
            yield return Databases(target, config, visits, context);
    }

    static CollectorInstance Databases(PostgresTarget target, PostgresConfig config, PostgresVisits visits, CollectorContext context)
    {
        var collector = new DatabasesCollector(visits, config.Databases, Queries(""), Queries);
        return new(PostgresDatabaseEntry.Walk, target.Name, collector, PollSchedule.Of(config.Databases, null), target.Labels);

        // Of the cluster where no database is named.
        IEnumerable<PlannedQuery> Queries(string database) =>
            from entry in Catalogue.PostgresDatabases
            where entry.IsOfCluster == (database.Length == 0) && IsOn(entry, config)
            select new PlannedQuery(ShortName(entry), entry.Create(new(database, config.Databases, context.Clock)), context.Clock);
    }

    static bool IsOn(CollectorEntry entry, PostgresConfig config) => config.Wants(ShortName(entry), entry.IsOptIn);

    static string ShortName(CollectorEntry entry) => entry.Name[(Batch.Length + 1)..];
}
