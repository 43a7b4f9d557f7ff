using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>The ground that other tests stand on: the servers really are what they say.</summary>
internal sealed class ServersTests
{
    [Test]
    public async Task Postgres_starts_with_statements_and_comes_back_with_its_data([ValueSource(typeof(PostgresServer), nameof(PostgresServer.Majors))] int major)
    {
        await using var postgres = await PostgresServer.StartAsync(major, new PostgresOptions { MaxConnections = 17 });

        Assert.That(await postgres.ScalarAsync<int>("SELECT current_setting('server_version_num')::int / 10000"), Is.EqualTo(major));
        Assert.That(await postgres.ScalarAsync<string>("SHOW max_connections"), Is.EqualTo("17"));
        Assert.That(await postgres.ScalarAsync<long>("SELECT count(*) FROM pg_stat_statements"), Is.Positive);

        await postgres.ExecuteAsync("CREATE TABLE kept AS SELECT 42 AS answer");
        await postgres.StopAsync();
        Assert.That(async () => await postgres.ConnectAsync(), Throws.InstanceOf<NpgsqlException>());

        await postgres.StartAgainAsync();
        Assert.That(await postgres.ScalarAsync<int>("SELECT answer FROM kept"), Is.EqualTo(42));
    }

    [Test]
    public async Task A_frozen_postgres_answers_nobody_until_it_is_thawed()
    {
        await using var postgres = await PostgresServer.StartAsync(PostgresServer.Majors[0]);
        await using var connection = await postgres.ConnectAsync();
        await using var command = new NpgsqlCommand("SELECT 1", connection);

        postgres.Freeze();
        var answer = command.ExecuteScalarAsync();
        Assert.That(await Task.WhenAny(answer, Task.Delay(500)), Is.Not.SameAs(answer));

        postgres.Thaw();
        Assert.That(await answer, Is.EqualTo(1));
    }

    [Test]
    public async Task A_postgres_with_scram_refuses_a_wrong_password()
    {
        await using var postgres = await PostgresServer.StartAsync(
            PostgresServer.Majors[0], new PostgresOptions { Authentication = "scram-sha-256", Statements = false });
        await postgres.ExecuteAsync("CREATE ROLE watcher LOGIN PASSWORD 'watcher'");
        await (await postgres.ConnectAsync("watcher")).DisposeAsync();

        await postgres.ExecuteAsync("ALTER ROLE watcher PASSWORD 'changed'");
        Assert.That(async () => await postgres.ConnectAsync("watcher"), Throws.InstanceOf<PostgresException>().With.Property("SqlState").EqualTo("28P01"));
    }

    [Test]
    public async Task Postgres_leaves_neither_process_nor_directory()
    {
        string directory;
        await using (var postgres = await PostgresServer.StartAsync(PostgresServer.Majors[0]))
        {
            directory = postgres.SocketDirectory;
            postgres.Freeze();
        }
        Assert.That(Directory.Exists(directory), Is.False);
        Assert.That(Process.GetProcessesByName("postgres").Select(CommandLine), Has.None.Contains(directory));
    }

    [Test]
    public void A_missing_version_names_the_command_that_installs_it() =>
        Assert.That(
            async () => await PostgresServer.StartAsync(99),
            Throws.InstanceOf<FileNotFoundException>().With.Message.EndsWith("install it with: tests/install-postgres.sh 99"));

    [Test]
    public void A_server_that_does_not_start_shows_its_log() =>
        Assert.That(
            async () => await PostgresServer.StartAsync(
                PostgresServer.Majors[0], new PostgresOptions { Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } }),
            Throws.InvalidOperationException.With.Message.Contains("unrecognized configuration parameter"));

    [Test]
    public async Task The_target_server_answers_every_path()
    {
        await using var target = await TargetServer.StartAsync();
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = target.Http };

        async Task Check(string path, HttpStatusCode status, string body)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.That((answer.StatusCode, await answer.Content.ReadAsStringAsync()), Is.EqualTo((status, body)), path);
        }

        await Check("good", HttpStatusCode.OK, TargetPaths.GoodBody);
        await Check("slow?ms=50", HttpStatusCode.OK, TargetPaths.GoodBody);
        await Check("body?text=up%20and%20well", HttpStatusCode.OK, "up and well");
        await Check("500", HttpStatusCode.InternalServerError, "status 500\n");
        await Check("status/418", (HttpStatusCode)418, "status 418\n");
        await Check("status/204", HttpStatusCode.NoContent, "");
        await Check("redirect?n=2", HttpStatusCode.Found, "");
        await Check("loop", HttpStatusCode.Found, "");

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "token");
        Assert.That(await http.GetStringAsync(new Uri("echo", UriKind.Relative)), Does.StartWith("GET /echo\n").And.Contains("Authorization: Bearer token\n"));
    }

    [Test]
    public async Task The_target_server_misbehaves_on_demand()
    {
        await using var target = await TargetServer.StartAsync();
        using var http = new HttpClient { BaseAddress = target.Http, MaxResponseContentBufferSize = 1 << 20 };
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));

        Task<string> Get(string path, CancellationToken cancel = default) => http.GetStringAsync(new Uri(path, UriKind.Relative), cancel);
        Assert.That(async () => await Get("hang", patience.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Get("reset"), Throws.InstanceOf<HttpRequestException>());
        Assert.That(async () => await Get("endless"), Throws.InstanceOf<HttpRequestException>().With.Message.Contains("buffer"));
        Assert.That(async () => await Get("loop"), Throws.InstanceOf<HttpRequestException>());
        Assert.That(await Get("redirect?n=3"), Is.EqualTo(TargetPaths.GoodBody));
    }

    [Test]
    public async Task Each_tls_port_has_the_certificate_it_says()
    {
        await using var target = await TargetServer.StartAsync();
        using var authority = X509CertificateLoader.LoadCertificateFromFile(target.CaFile);

        async Task Check(Uri address, SslPolicyErrors errors, DateTimeOffset expires)
        {
            var seen = (SslPolicyErrors.RemoteCertificateNotAvailable, default(DateTimeOffset));
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { authority },
                RevocationMode = X509RevocationMode.NoCheck,
            };
#pragma warning disable CA5359 // It reports what is wrong with the certificate instead of refusing it.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, found) =>
            {
                seen = (found, new DateTimeOffset(((X509Certificate2)certificate!).NotAfter));
                return true;
            };
#pragma warning restore CA5359
            using var http = new HttpClient(handler);
            Assert.That(await http.GetStringAsync(new Uri(address, "good")), Is.EqualTo(TargetPaths.GoodBody));
            Assert.That(seen, Is.EqualTo((errors, expires)), address.ToString());
        }

        await Check(target.Https, SslPolicyErrors.None, target.GoodUntil);
        await Check(target.ExpiredHttps, SslPolicyErrors.RemoteCertificateChainErrors, target.ExpiredSince);
        await Check(target.WrongHostHttps, SslPolicyErrors.RemoteCertificateNameMismatch, target.GoodUntil);
        await Check(target.UntrustedHttps, SslPolicyErrors.RemoteCertificateChainErrors, target.GoodUntil);
    }

    [Test]
    public async Task Prometheus_scrapes_and_answers_queries()
    {
        await using var target = await TargetServer.StartAsync();
        await using var prometheus = await Prometheus.StartAsync(Prometheus.Scraping(target.Http));

        Assert.That((await prometheus.QueryAsync("vector(1) / 0"))[0].Value, Is.EqualTo(double.PositiveInfinity));
        // The target has no /metrics: a failing scrape is seen as one.
        var deadline = DateTime.UtcNow.AddSeconds(10);
        IReadOnlyList<QueriedSeries> up = [];
        while (up.Count == 0 && DateTime.UtcNow < deadline)
        {
            await Task.Delay(100);
            up = await prometheus.QueryAsync("up");
        }
        Assert.That(up.Select(series => (series.Labels["job"], series.Labels["instance"], series.Value)), Is.EqualTo(new[] { ("agent", target.Http.Authority, 0.0) }));
    }

    [Test]
    public async Task Promtool_tells_good_from_bad()
    {
        Assert.That((await Promtool.CheckMetricsAsync("# HELP a_seconds A.\n# TYPE a_seconds gauge\na_seconds 1\n")).ExitCode, Is.Zero);
        Assert.That((await Promtool.CheckMetricsAsync("a_seconds one\n")).ExitCode, Is.EqualTo(1));
        Assert.That((await Promtool.CheckMetricsAsync("a_seconds 1\n")).ExitCode, Is.EqualTo(3));
    }

    [Test]
    public async Task The_agent_runs_as_users_run_it()
    {
        Assert.That((await AgentProcess.RunAsync("version")).ExitCode, Is.Zero);

        await using var agent = await AgentProcess.StartAsync("collectors:\n  postgres:\n    enabled: false\n");
        Assert.That(await agent.GetAsync("metrics"), Does.Contain("\nagent_build_info{"));
        Assert.That(agent.ResidentBytes, Is.InRange(10L << 20, 500L << 20));
        Assert.That(await agent.StopAsync(), Is.Zero);
    }

    [Test]
    public void An_agent_that_does_not_start_shows_its_log() =>
        Assert.That(
            async () => await AgentProcess.StartAsync("no_such_key: 1\n"),
            Throws.InvalidOperationException.With.Message.Contains("ended with 2").And.Message.Contains("unknown key 'no_such_key'"));

    static string CommandLine(Process process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process.Id}/cmdline");
        }
        catch (IOException)
        {
            // It ended meanwhile.
            return "";
        }
    }
}
