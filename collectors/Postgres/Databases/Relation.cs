using System.Runtime.CompilerServices;

namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>A table, an index or a function, or the root of a partitioned one: what <see cref="TopRelations"/> keeps of it.</summary>
internal sealed class Relation
{
    /// <summary>The series that it is shown in: its root's, or its own.</summary>
    internal Relation Root { get; set; }

    /// <summary>Of a root, all labels.</summary>
    internal string[] Labels { get; set; } = [];

    /// <summary>The last reading, column by column; empty for one that has only partitions.</summary>
    internal double[] Values { get; set; } = [];

    /// <summary>The last reading that had it, and the last that had one of its partitions or itself.</summary>
    internal int Reading { get; set; }
    internal int RootReading { get; set; }

    /// <summary>The last reading in which it was of the top.</summary>
    internal int TopReading { get; set; }

    /// <summary>Where its own series are, or null.</summary>
    internal RelationPlace? Place { get; set; }

    internal RelationScores Scores;

    internal Relation() => Root = this;
}

/// <summary>What a relation has for each measure of the top.</summary>
[InlineArray((int)RelationRank.None)]
internal struct RelationScores
{
    double first;
}
