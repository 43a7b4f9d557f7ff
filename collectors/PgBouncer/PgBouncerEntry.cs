using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.PgBouncer;

/// <summary>A line of the catalogue: one of the commands that <see cref="PgBouncerCollector"/> sends together.</summary>
internal sealed record PgBouncerEntry(string Name, FamilySet Families, string Command, Func<IConsoleTable> Create) : CollectorEntry(Name, Families)
{
    public override string PolledBy => Domain;
}

/// <summary>One instance, on one connection, for every target that a configuration names.</summary>
static class PgBouncerPlan
{
    const string Batch = "pgbouncer";

    static readonly TimeSpan LongestReconnectDelay = TimeSpan.FromSeconds(15);

    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.PgBouncer;
        return config.Enabled ? config.Targets.Select(target => Instance(target, config, context)) : [];
    }

    static CollectorInstance Instance(PgBouncerTarget target, PgBouncerConfig config, CollectorContext context)
    {
        var longest = config.Interval < LongestReconnectDelay ? config.Interval : LongestReconnectDelay;
        var endpoint = new PostgresEndpoint(target, context.Environment, connectTimeout: config.Timeout, statementTimeout: config.Timeout);
        var session = new ConsoleSession(endpoint, new ReconnectDelay(context.Clock, longest));
        var queries = from entry in Catalogue.PgBouncer
                      select new ConsoleQuery(entry.Name[(Batch.Length + 1)..], entry.Command, entry.Create(), config.MaxSeries);
        return new(Batch, target.Name, new PgBouncerCollector(session, new([.. queries])), PollSchedule.Of(config, config.MinAge), target.Labels);
    }
}
