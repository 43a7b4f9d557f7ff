using MetricsAgent.Collectors.Postgres.Queries;
using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>
/// Which PostgreSQL collectors a configuration asks for: up to three for each target, on one connection, and one for each query of the
/// configuration, on the second.
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
        var session = new PostgresSession(endpoint, new ReconnectDelay(context.Clock, longest));
        var queries = from entry in Catalogue.Postgres
                      let name = ShortName(entry)
                      where !config.Disable.Contains(name)
                      select new PlannedQuery(name, entry.Create(), context.Clock);
        yield return new(
            Batch, target.Name, new PostgresCollector(session, new([.. queries]), context.Clock), PollSchedule.Of(config, config.MinAge), target.Labels);

        var active = Catalogue.PostgresActiveSessions;
        if (config.ActiveSessions.Enabled && !config.Disable.Contains(ShortName(active)))
        {
            yield return new(
                active.Name, target.Name, new ActiveSessionsCollector(session, config.ActiveSessions.Interval, config.Timeout, context.Clock),
                PollSchedule.Of(config.ActiveSessions, null), target.Labels);
        }

        var statements = Catalogue.PostgresStatements;
        if (config.Statements.Enabled && !config.Disable.Contains(ShortName(statements)))
        {
            yield return new(
                statements.Name, target.Name, new StatementsCollector(session, config.Statements, context.Clock), PollSchedule.Of(config.Statements, null), target.Labels);
        }

        if (!config.Disable.Contains(ShortName(Catalogue.PostgresQueries)))
        {
            foreach (var instance in QueriesPlan.Instances(target, config, new(endpoint), endpoint, context.Clock))
                yield return instance;
        }
    }

    static string ShortName(CollectorEntry entry) => entry.Name[(Batch.Length + 1)..];
}
