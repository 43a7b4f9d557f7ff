using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A query of one target and how it fares there.</summary>
/// <param name="name">As the catalogue has it, without the domain: <c>activity</c>.</param>
internal sealed class PlannedQuery(string name, IPostgresQuery query, TimeProvider clock)
{
    static readonly TimeSpan Hourly = TimeSpan.FromHours(1);
    static readonly TimeSpan FirstTimeout = TimeSpan.FromMinutes(1);

    TimeSpan patience = FirstTimeout;
    TimeSpan wait;
    long since;

    internal string Name => name;

    internal IPostgresQuery Query => query;

    /// <summary>Null when this server has nothing for it.</summary>
    internal string? Sql { get; private set; }

    /// <summary>Why it is left out, or null.</summary>
    internal Failure? Quarantine { get; private set; }

    /// <summary>Whether this poll has read it.</summary>
    internal bool IsRead { get; set; }

    internal bool IsInBatch => Sql is not null && Quarantine is null;

    /// <summary>Left out, but it is time to see whether that has been mended.</summary>
    internal bool IsDue => Sql is not null && Quarantine is not null && clock.GetElapsedTime(since) >= wait;

    /// <summary>Starts afresh on a new connection, perhaps to a new server.</summary>
    internal void Plan(ServerFacts server)
    {
        Quarantine = query.Refuse(server);
        Sql = Quarantine is null ? query.Sql(server) : null;
    }

    /// <summary>
    /// Leaves it out for an hour, which is how often somebody grants or creates something; what only took too long is tried again
    /// sooner, after a time that doubles.
    /// </summary>
    internal void Fail(Failure failure)
    {
        Quarantine = failure;
        since = clock.GetTimestamp();
        wait = failure.Reason == Reason.Timeout ? patience : Hourly;
        patience = patience * 2 < Hourly ? patience * 2 : Hourly;
    }

    internal void Succeed()
    {
        Quarantine = null;
        patience = FirstTimeout;
    }
}
