namespace MetricsAgent.Config;

/// <summary>
/// <c>collectors.postgres</c>. With no target, one is taken from <c>DATABASE_URL</c>, <c>DATA_SOURCE_NAME</c> or <c>PGHOST</c>
/// where one of them is set; otherwise PostgreSQL is not collected.
/// </summary>
public sealed record PostgresConfig : PollConfig
{
    // About 45 series a database: room for more than 400.
    public PostgresConfig() => MaxSeries = 20_000;

    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Names of PostgreSQL queries to leave out, as <c>collectors list</c> prints them without the <c>postgres.</c>.</summary>
    public IReadOnlyList<string> Disable { get; set; } = [];

    /// <summary>Names of queries to switch on that are off by default, such as <c>bloat</c>.</summary>
    public IReadOnlyList<string> Enable { get; set; } = [];

    public ActiveSessionsConfig ActiveSessions { get; set; } = new();
    public StatementsConfig Statements { get; set; } = new();
    public DatabasesConfig Databases { get; set; } = new();

    /// <summary>SQL of the user's own; the loader adds those of <see cref="QueriesFiles"/>.</summary>
    public IReadOnlyList<QueryConfig> Queries { get; set; } = [];

    /// <summary>Files, directories or patterns, beside the configuration file where they are relative.</summary>
    public IReadOnlyList<string> QueriesFiles { get; set; } = [];

    public IReadOnlyList<PostgresTarget> Targets { get; set; } = [];

    /// <param name="query">By its short name.</param>
    /// <param name="isOptIn">It is off by default.</param>
    public bool Wants(string query, bool isOptIn) => (!isOptIn || Enable.Contains(query)) && !Disable.Contains(query);
}

/// <summary>
/// <c>collectors.postgres.active_sessions</c>: who is active, sampled on its own interval. The connection has the deadline of
/// <c>collectors.postgres</c>.
/// </summary>
public sealed record ActiveSessionsConfig : PollConfig
{
    // A sample costs the agent about a millisecond of CPU: more often, and it is over its budget beside the exporters.
    public ActiveSessionsConfig()
    {
        Interval = TimeSpan.FromSeconds(4);
        Timeout = TimeSpan.FromSeconds(1);
    }
}

/// <summary><c>collectors.postgres.statements</c>: <c>pg_stat_statements</c>, polled on its own interval.</summary>
public sealed record StatementsConfig : PollConfig
{
    public StatementsConfig()
    {
        Interval = TimeSpan.FromSeconds(60);
        Timeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>Statements with series of their own; all others together are <c>queryid="other"</c>.</summary>
    [Between(1, 1000)]
    public int Top { get; set; } = 50;

    /// <summary>Characters of normalised text in <c>pg_stat_statements_query_id</c>; 0 never reads texts.</summary>
    [Between(0, 8192)]
    public int TextLength { get; set; } = 200;

    /// <summary>Means above which the executions of a statement are counted as slow.</summary>
    public IReadOnlyList<TimeSpan> Slow { get; set; } = [TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)];
}

/// <summary><c>collectors.postgres.databases</c>: what is seen only from inside a database, visited one after the other.</summary>
public sealed record DatabasesConfig : PollConfig
{
    public DatabasesConfig()
    {
        Interval = TimeSpan.FromMinutes(1);
        Timeout = TimeSpan.FromSeconds(30);
        // About 2,500 series a database.
        MaxSeries = 20_000;
    }

    /// <summary>Databases to visit; empty is all but templates.</summary>
    [Regex]
    public string Include { get; set; } = "";

    /// <summary>Of those, databases to leave out; empty leaves out none.</summary>
    [Regex]
    public string Exclude { get; set; } = "";

    /// <summary>Tables, and indexes, with series of their own in each database; all others together are <c>relname="other"</c>.</summary>
    [Between(1, 1000)]
    public int Top { get; set; } = 50;

    /// <summary>Largest tables, and indexes, whose sizes are asked for; those of others are as of the last VACUUM or ANALYZE.</summary>
    [Between(0, 10_000)]
    public int ExactSizes { get; set; } = 50;
}

/// <summary>One server (cluster) to watch.</summary>
public sealed class PostgresTarget : ServerTarget;
