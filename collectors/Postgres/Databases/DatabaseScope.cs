using MetricsAgent.Config;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>What the queries of one database are made from.</summary>
/// <param name="Name">The label <c>datname</c>.</param>
internal sealed record DatabaseScope(string Name, DatabasesConfig Config, TimeProvider Clock);
