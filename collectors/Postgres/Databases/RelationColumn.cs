using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>A number of a relation that is a family by itself.</summary>
/// <param name="Grouping">What it is of several relations.</param>
/// <param name="Rank">The measure of the top that it counts for.</param>
internal sealed record RelationColumn(ViewColumn Column, Grouping Grouping, RelationRank Rank = RelationRank.None)
{
    internal Family Family => Column.Family;

    internal bool IsCounter => Grouping == Grouping.Count;
}

/// <summary>How a number of the partitions of one table, or of all tables without series of their own, is made from theirs.</summary>
internal enum Grouping
{
    /// <summary>A counter: it gains what each of them gains.</summary>
    Count,

    /// <summary>A gauge that adds up.</summary>
    Sum,

    /// <summary>The largest.</summary>
    Most,

    /// <summary>The largest of partitions; means nothing for tables that have nothing to do with each other.</summary>
    MostOfPartitions,
}

/// <summary>By what relations are ranked.</summary>
internal enum RelationRank
{
    Size,
    Activity,
    Waste,
    Age,
    None,
}
