using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A line of the catalogue: one of the queries that <see cref="PostgresCollector"/> sends together.</summary>
internal sealed record PostgresEntry(string Name, FamilySet Families, Func<IPostgresQuery> Create) : CollectorEntry(Name, Families)
{
    public override bool IsPolledAlone => false;
}

/// <summary>A line of the catalogue that has an interval of its own.</summary>
internal sealed record PolledEntry(string Name, FamilySet Families) : CollectorEntry(Name, Families);
