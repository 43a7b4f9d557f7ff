namespace MetricsAgent.Collectors.Postgres.Databases;

/// <summary>A place among the relations with series of their own.</summary>
internal sealed class RelationPlace(int columns)
{
    internal Relation? Relation { get; set; }

    /// <summary>What the series show.</summary>
    internal double[] Values { get; } = new double[columns];

    /// <summary>What this reading has added to the counters.</summary>
    internal double[] Gains { get; } = new double[columns];

    /// <summary>When it was last in the top.</summary>
    internal TimeSpan InTop { get; set; }

    /// <summary>Given in this reading: its counters begin where the server's are.</summary>
    internal bool IsNew { get; set; }
}
