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

    public ActiveSessionsConfig ActiveSessions { get; set; } = new();
    public StatementsConfig Statements { get; set; } = new();

    /// <summary>SQL of the user's own; the loader adds those of <see cref="QueriesFiles"/>.</summary>
    public IReadOnlyList<QueryConfig> Queries { get; set; } = [];

    /// <summary>Files, directories or patterns, beside the configuration file where they are relative.</summary>
    public IReadOnlyList<string> QueriesFiles { get; set; } = [];

    public IReadOnlyList<PostgresTarget> Targets { get; set; } = [];
}

/// <summary>
/// <c>collectors.postgres.active_sessions</c>: who is active, sampled on its own interval. The connection has the deadline of
/// <c>collectors.postgres</c>.
/// </summary>
public sealed record ActiveSessionsConfig : PollConfig
{
    public ActiveSessionsConfig()
    {
        Interval = TimeSpan.FromSeconds(1);
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

/// <summary>One server (cluster) to watch.</summary>
public sealed record PostgresTarget : ServerTarget;
