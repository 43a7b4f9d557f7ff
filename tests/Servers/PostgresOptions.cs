namespace MetricsAgent.Tests.Servers;

/// <summary>How a <see cref="PostgresServer"/> differs from the usual one.</summary>
internal sealed record PostgresOptions
{
    /// <summary><c>pg_stat_statements</c> is loaded, and created in the database <c>postgres</c>.</summary>
    public bool Statements { get; init; } = true;

    public int MaxConnections { get; init; } = 100;

    /// <summary>pg_hba.conf's method for TCP: <c>trust</c>, or <c>scram-sha-256</c> where passwords matter.</summary>
    public string Authentication { get; init; } = "trust";

    /// <summary>More settings, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
