using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>libpq's sslmodes against a server with a certificate.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresTlsTests(int major)
{
    static readonly PostgresConfig Quick = new() { Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(2) };

    readonly TestAuthority authority = new();
    readonly TestAuthority stranger = new();
    readonly TemporaryDirectory files = new("tls");

    [OneTimeTearDown]
    public void TearDown()
    {
        authority.Dispose();
        stranger.Dispose();
        files.Dispose();
    }

    [Test]
    public async Task Every_mode_checks_what_its_name_says()
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "127.0.0.1");
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Certificate = certificate });
        var (own, other) = (files.Write("ca.pem", authority.Pem), files.Write("other.pem", stranger.Pem));
        Assert.That(await EncryptedAsync(server, "sslmode=disable"), Is.False);
        Assert.That(await EncryptedAsync(server, "sslmode=prefer"), Is.True);
        Assert.That(await EncryptedAsync(server, "sslmode=require"), Is.True);
        Assert.That(await EncryptedAsync(server, $"sslmode=verify-ca&sslrootcert={own}"), Is.True);
        Assert.That(await EncryptedAsync(server, $"sslmode=verify-full&sslrootcert={own}"), Is.True);
        Assert.That(await EncryptedAsync(server, $"sslmode=verify-ca&sslrootcert={other}"), Is.Null);
        Assert.That(await EncryptedAsync(server, $"sslmode=verify-full&sslrootcert={other}"), Is.Null);
        Assert.That(await EncryptedAsync(server, $"sslmode=require&sslrootcert={other}"), Is.Null, "as libpq has it");
        Assert.That(await EncryptedAsync(server, "sslmode=verify-full"), Is.Null, "no authority of the machine's vouches for it");
        Assert.That(await EncryptedAsync(server, "sslmode=verify-full&sslrootcert=system"), Is.Null);
    }

    [Test]
    public async Task Only_verify_full_minds_the_name()
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "elsewhere.example");
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Certificate = certificate });
        var own = files.Write("ca.pem", authority.Pem);
        Assert.That(await EncryptedAsync(server, $"sslmode=verify-ca&sslrootcert={own}"), Is.True);
        Assert.That(await EncryptedAsync(server, $"sslmode=verify-full&sslrootcert={own}"), Is.Null);
    }

    [Test]
    public async Task A_client_logs_in_with_a_certificate()
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "127.0.0.1");
        using var client = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), PostgresServer.Superuser);
        await using var server = await PostgresServer.StartAsync(
            major, new PostgresOptions { Certificate = certificate, ClientAuthority = authority.Pem, Authentication = "cert", Statements = false });
        var own = files.Write("client.crt", client.ExportCertificatePem());
        var key = files.Write("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Assert.That((await PollAsync(server, $"sslmode=require&sslcert={own}&sslkey={key}")).Up, Is.EqualTo(1));
        Assert.That((await PollAsync(server, "sslmode=require")).Reason, Is.EqualTo(Reason.AuthenticationFailed));
    }

    /// <returns>Null when no connection was made.</returns>
    static async Task<bool?> EncryptedAsync(PostgresServer server, string parameters)
    {
        var result = await PollAsync(server, parameters, watched: async () => await server.ScalarAsync<bool>(
            "SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'metrics-agent'"));
        if (result.Up == 0)
            Assert.That(result.Reason, Is.EqualTo(Reason.AuthenticationFailed), result.Detail);
        return result.Up == 1 ? result.Encrypted : null;
    }

    static async Task<(double Up, Reason? Reason, string Detail, bool Encrypted)> PollAsync(PostgresServer server, string parameters, Func<Task<bool>>? watched = null)
    {
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = $"{server.Dsn()}?{parameters}" }, Quick);
        var result = await polls.PollAsync();
        return (result.Up, result.Reason, result.Detail, result.Up == 1 && watched is not null && await watched());
    }
}
