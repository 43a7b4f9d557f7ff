namespace MetricsAgent.Config;

/// <summary><c>collectors.pgbouncer</c>: admin consoles of PgBouncer. With no target, none is asked.</summary>
public sealed record PgBouncerConfig : PollConfig
{
    /// <summary>A scrape refreshes what is older than this.</summary>
    public TimeSpan MinAge { get; set; } = TimeSpan.FromSeconds(1);

    public IReadOnlyList<PgBouncerTarget> Targets { get; set; } = [];
}

/// <summary>One PgBouncer to watch. Its DSN names the database <see cref="Console"/>, or none.</summary>
public sealed class PgBouncerTarget : ServerTarget
{
    /// <summary>The database of the admin console, which is none.</summary>
    public const string Console = "pgbouncer";
}
