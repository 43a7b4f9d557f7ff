using System.Security.Cryptography.X509Certificates;

namespace MetricsAgent.Tests.Servers;

/// <summary>How a <see cref="PgBouncerServer"/> differs from the usual one.</summary>
internal sealed record PgBouncerOptions
{
    /// <summary><c>auth_type</c>: <c>trust</c>, <c>plain</c>, <c>md5</c> or <c>scram-sha-256</c>.</summary>
    public string Authentication { get; init; } = "trust";

    /// <summary>Takes only clients with TLS, and shows them this certificate.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Server connections of a pool.</summary>
    public int PoolSize { get; init; } = 2;

    /// <summary>Who may look at the admin console.</summary>
    public string StatsUsers { get; init; } = "stats";

    /// <summary>What a client needs besides its password, in Npgsql's form.</summary>
    public string Client { get; init; } = "";

    /// <summary>More lines of its configuration.</summary>
    public string Settings { get; init; } = "";
}
