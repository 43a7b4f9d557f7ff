using MetricsAgent.Collectors.Node;
using MetricsAgent.Collectors.Postgres.Databases;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres;

/// <summary>A line of the catalogue: one of the queries that <see cref="PostgresCollector"/> sends together.</summary>
/// <param name="Create">Given the files of the machine that the agent runs on.</param>
internal sealed record PostgresEntry(string Name, FamilySet Families, Func<NodeFiles, IPostgresQuery> Create) : CollectorEntry(Name, Families)
{
    internal PostgresEntry(string name, FamilySet families, Func<IPostgresQuery> create)
        : this(name, families, _ => create())
    {
    }

    public override string PolledBy => Domain;
}

/// <summary>A line of the catalogue that has an interval of its own.</summary>
internal sealed record PolledEntry(string Name, FamilySet Families) : CollectorEntry(Name, Families);

/// <summary>A line of the catalogue: one of the queries that <see cref="DatabasesCollector"/> sends to every database.</summary>
internal sealed record PostgresDatabaseEntry(string Name, FamilySet Families, Func<DatabaseScope, IPostgresQuery> Create) : CollectorEntry(Name, Families)
{
    internal const string Walk = "postgres.databases";

    /// <summary>Read once a walk, in the database that the target names, because it is about the whole cluster.</summary>
    internal bool IsOfCluster { get; init; }

    public override string PolledBy => Walk;
}
