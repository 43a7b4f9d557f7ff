using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Tests.Servers;

/// <summary>How a <see cref="PostgresServer"/> differs from the usual one.</summary>
internal sealed record PostgresOptions
{
    /// <summary><c>pg_stat_statements</c> is loaded, and created in the database <c>postgres</c>.</summary>
    public bool Statements { get; init; } = true;

    public int MaxConnections { get; init; } = 100;

    /// <summary>pg_hba.conf's method for TCP: <c>trust</c>, or <c>scram-sha-256</c> where passwords matter, or <c>cert</c>.</summary>
    public string Authentication { get; init; } = "trust";

    /// <summary>Offers TLS with this certificate and its key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>PEM of the authority whose clients' certificates are accepted.</summary>
    public string ClientAuthority { get; init; } = "";

    /// <summary>More settings, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
