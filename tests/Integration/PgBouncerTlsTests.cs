using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>libpq's sslmodes against a PgBouncer that takes only encrypted clients, and against one that takes none.</summary>
internal sealed class PgBouncerTlsTests
{
    readonly TestAuthority authority = new();
    readonly TestAuthority stranger = new();
    readonly TemporaryDirectory files = new("tls");
    PostgresServer server = null!;

    [OneTimeSetUp]
    public async Task SetUp() => server = await PostgresServer.StartAsync(PostgresServer.Majors[0], new PostgresOptions { Statements = false });

    [OneTimeTearDown]
    public async Task TearDown()
    {
        await server.DisposeAsync();
        authority.Dispose();
        stranger.Dispose();
        files.Dispose();
    }

    [Test]
    public async Task Every_mode_checks_what_its_name_says()
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "127.0.0.1");
        await using var bouncer = await StartAsync(certificate);
        var (own, other) = (files.Write("ca.pem", authority.Pem), files.Write("other.pem", stranger.Pem));
        await CheckAsync(bouncer, "sslmode=disable", false);
        await CheckAsync(bouncer, "sslmode=allow", true);
        await CheckAsync(bouncer, "sslmode=prefer", true);
        await CheckAsync(bouncer, "sslmode=require", true);
        await CheckAsync(bouncer, $"sslmode=verify-ca&sslrootcert={own}", true);
        await CheckAsync(bouncer, $"sslmode=verify-full&sslrootcert={own}", true);
        await CheckAsync(bouncer, $"sslmode=verify-ca&sslrootcert={other}", false);
        await CheckAsync(bouncer, $"sslmode=verify-full&sslrootcert={other}", false);
        await CheckAsync(bouncer, $"sslmode=require&sslrootcert={other}", false);
        await CheckAsync(bouncer, "sslmode=verify-full", false);
    }

    [Test]
    public async Task Only_verify_full_minds_the_name()
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "elsewhere.example");
        await using var bouncer = await StartAsync(certificate);
        var own = files.Write("ca.pem", authority.Pem);
        await CheckAsync(bouncer, $"sslmode=verify-ca&sslrootcert={own}", true);
        await CheckAsync(bouncer, $"sslmode=verify-full&sslrootcert={own}", false);
    }

    [Test]
    public async Task A_client_shows_its_own_certificate()
    {
        using var certificate = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "127.0.0.1");
        using var client = authority.Issue(DateTimeOffset.UtcNow.AddDays(1), "stats");
        var own = files.Write("client.crt", client.ExportCertificatePem());
        var key = files.Write("client.key", client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        var clients = files.Write("clients.pem", authority.Pem);
        File.SetUnixFileMode(files.Path, (UnixFileMode)0b111_101_101);
        await using var bouncer = await StartAsync(certificate, $"client_tls_sslmode = verify-full\nclient_tls_ca_file = {clients}\nauth_type = trust", $"SSL Mode=Require;SSL Certificate={own};SSL Key={key}");
        await CheckAsync(bouncer, $"sslmode=require&sslcert={own}&sslkey={key}", true);
        await using var without = new PgBouncerPolls(bouncer, parameters: "?sslmode=require");
        Assert.That((await without.PollAsync())["pgbouncer_up"], Is.Zero);
    }

    [Test]
    public async Task Without_encryption_only_the_modes_that_do_not_insist_connect()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats");
        await CheckAsync(bouncer, "sslmode=disable", true);
        await CheckAsync(bouncer, "sslmode=prefer", true);
        await CheckAsync(bouncer, "sslmode=require", false);
    }

    Task<PgBouncerServer> StartAsync(X509Certificate2 certificate, string settings = "", string client = "") =>
        PgBouncerServer.StartAsync(server, new PgBouncerOptions { Certificate = certificate, Authentication = "scram-sha-256", Settings = settings, Client = client }, "stats");

    static async Task CheckAsync(PgBouncerServer bouncer, string parameters, bool connects)
    {
        await using var polls = new PgBouncerPolls(bouncer, parameters: $"?{parameters}");
        var result = await polls.PollAsync();
        Assert.That(result["pgbouncer_up"], Is.EqualTo(connects ? 1 : 0), $"{parameters}: {result.Detail}");
        if (!connects)
            Assert.That(result.Reason, Is.EqualTo(Reason.AuthenticationFailed), $"{parameters}: {result.Detail}");
    }
}
