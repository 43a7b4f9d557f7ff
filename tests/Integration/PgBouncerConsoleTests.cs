using MetricsAgent.Collectors.PgBouncer;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>A real PgBouncer's admin console: what its values say, and what is said when it gives none.</summary>
internal sealed class PgBouncerConsoleTests
{
    static readonly int Major = PostgresServer.Majors[0];

    PostgresServer server = null!;

    [OneTimeSetUp]
    public async Task SetUp() => server = await PostgresServer.StartAsync(Major, new PostgresOptions { Statements = false });

    [OneTimeTearDown]
    public async Task TearDown() => await server.DisposeAsync();

    [Test]
    public async Task A_client_that_waits_for_the_only_server_is_seen_with_its_wait()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, new PgBouncerOptions { PoolSize = 1 }, "stats", "app");
        await using var polls = new PgBouncerPolls(bouncer);
        await using var busy = await bouncer.ConnectAsync("postgres");
        await using var transaction = await busy.BeginTransactionAsync();
        await SelectOneAsync(busy);
        await using var waiting = await bouncer.ConnectAsync("postgres");
        var query = SelectOneAsync(waiting);

        const string Pool = "{database=\"postgres\",user=\"postgres\"}";
        var full = await polls.PollUntilAsync(result => result[$"pgbouncer_pools_client_maxwait_seconds{Pool}"] > 0.3);
        Assert.That(full.Missing, Is.Empty);
        Assert.That(full["pgbouncer_up"], Is.EqualTo(1));
        Assert.That(full[$"pgbouncer_pools_client_maxwait_seconds{Pool}"], Is.LessThan(30));
        Assert.That(full[$"pgbouncer_pools_client_waiting_connections{Pool}"], Is.EqualTo(1));
        Assert.That(full[$"pgbouncer_pools_client_active_connections{Pool}"], Is.EqualTo(1));
        Assert.That(full[$"pgbouncer_pools_server_active_connections{Pool}"], Is.EqualTo(1));
        Assert.That(full[$"pgbouncer_pools_server_idle_connections{Pool}"], Is.Zero);

        await transaction.CommitAsync();
        await query;
        var after = await polls.PollAsync();
        Assert.That(after[$"pgbouncer_pools_client_waiting_connections{Pool}"], Is.Zero);
        Assert.That(after[$"pgbouncer_pools_client_maxwait_seconds{Pool}"], Is.Zero);
        Assert.That(after[$"pgbouncer_pools_client_active_connections{Pool}"], Is.EqualTo(2));
    }

    [Test]
    public async Task Traffic_limits_and_lists_are_those_of_this_pgbouncer()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, new PgBouncerOptions { Settings = "max_client_conn = 77\nmax_user_connections = 5" }, "stats");
        await using var polls = new PgBouncerPolls(bouncer);
        await using var client = await bouncer.ConnectAsync();
        var before = await polls.PollAsync();
        for (var i = 0; i < 10; i++)
            await SelectOneAsync(client);
        var after = await polls.PollUntilAsync(result => Queries(result) >= Queries(before) + 10);

        const string Database = "{database=\"postgres\"}";
        Assert.That(Queries(after), Is.EqualTo(Queries(before) + 10));
        Assert.That(after[$"pgbouncer_stats_totals_queries_pooled_total{Database}"], Is.EqualTo(Queries(after)));
        Assert.That(after[$"pgbouncer_stats_queries_duration_seconds_total{Database}"], Is.GreaterThan(0).And.LessThan(10));
        Assert.That(after[$"pgbouncer_stats_sent_bytes_total{Database}"], Is.GreaterThan(100));
        Assert.That((after["pgbouncer_config_max_client_connections"], after["pgbouncer_config_max_user_connections"]), Is.EqualTo((77.0, 5.0)));
        Assert.That((after["pgbouncer_used_clients"], after["pgbouncer_login_clients"], after["pgbouncer_pools"]), Is.EqualTo((2.0, 0.0, 2.0)));
        Assert.That(after.Lines("pgbouncer_version_info{version=\"PgBouncer 1.").Count(), Is.EqualTo(1));
        Assert.That(after.Lines("pgbouncer_databases_pool_size{name=\"postgres\",host=\"127.0.0.1\"").Single(), Does.EndWith(" 2"));
        Assert.That(after.Duplicates, Is.Zero);

        static double Queries(PollResult result) => result[$"pgbouncer_stats_queries_pooled_total{Database}"];
    }

    [Test]
    public async Task A_paused_database_is_seen()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats");
        await using var polls = new PgBouncerPolls(bouncer);
        await using (var client = await bouncer.ConnectAsync())
            await SelectOneAsync(client);
        Assert.That(Paused(await polls.PollAsync()), Does.EndWith(" 0"));
        await bouncer.CommandAsync("PAUSE postgres");
        Assert.That(Paused(await polls.PollAsync()), Does.EndWith(" 1"));
        await bouncer.CommandAsync("RESUME postgres");
        Assert.That(Paused(await polls.PollAsync()), Does.EndWith(" 0"));

        static string Paused(PollResult result) => result.Lines("pgbouncer_databases_paused{name=\"postgres\"").Single();
    }

    [Test]
    public async Task Names_with_quotes_backslashes_and_newlines_are_labels_like_others()
    {
        const string Name = "o\"d'd\\ na\nme";
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats", "us\"er");
        await server.ExecuteAsync("CREATE ROLE \"us\"\"er\" LOGIN SUPERUSER");
        await server.ExecuteAsync($"CREATE DATABASE \"{Name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = bouncer.Port,
            Username = "us\"er",
            Password = "us\"er",
            Database = Name,
            Pooling = false,
            NoResetOnClose = true,
        };
        await using var client = new NpgsqlConnection(settings.ConnectionString);
        await client.OpenAsync();
        await SelectOneAsync(client);

        await using var polls = new PgBouncerPolls(bouncer);
        var result = await polls.PollAsync();
        Assert.That(result.Missing, Is.Empty);
        Assert.That(result[@"pgbouncer_pools_client_active_connections{database=""o\""d'd\\ na\nme"",user=""us\""er""}"], Is.EqualTo(1));
    }

    [TestCase("trust")]
    [TestCase("plain")]
    [TestCase("md5")]
    [TestCase("scram-sha-256")]
    public async Task Every_way_to_log_in_works_and_a_wrong_password_does_not(string authentication)
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, new PgBouncerOptions { Authentication = authentication }, "stats");
        await using var right = new PgBouncerPolls(bouncer);
        Assert.That((await right.PollAsync())["pgbouncer_up"], Is.EqualTo(1));
        if (authentication == "trust")
            return;

        await using var wrong = new PgBouncerPolls(new PgBouncerTarget { Dsn = bouncer.Console(password: "hunter2") });
        var refused = await wrong.PollAsync();
        Assert.That((refused["pgbouncer_up"], refused.Reason), Is.EqualTo((0.0, Reason.AuthenticationFailed)), refused.Detail);
        Assert.That(refused.Detail, Does.Not.Contain("hunter2"));
        await using var none = new PgBouncerPolls(new PgBouncerTarget { Dsn = $"host=127.0.0.1 port={bouncer.Port} user=stats" });
        Assert.That((await none.PollAsync()).Reason, Is.EqualTo(Reason.AuthenticationFailed));
    }

    [Test]
    public async Task A_user_who_may_not_look_is_told_what_mends_it()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "app");
        await using var polls = new PgBouncerPolls(bouncer, "app");
        var refused = await polls.PollAsync();
        Assert.That((refused["pgbouncer_up"], refused.Reason), Is.EqualTo((0.0, Reason.PermissionDenied)));
        Assert.That(refused.Detail, Does.Contain("stats_users"));
        Assert.That(refused.Lines("pgbouncer_"), Is.EqualTo(new[] { "pgbouncer_up 0" }));
    }

    [Test]
    public async Task The_doctor_says_whether_the_console_lets_the_agent_look()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats", "app");
        var config = new PgBouncerConfig { Targets = [new() { Name = "good", Dsn = bouncer.Console() }, new() { Dsn = bouncer.Console("app") }] };
        var found = await PgBouncerDoctor.ExamineAsync(config, _ => null, TimeProvider.System);
        Assert.That(found.Select(target => (target.Target, target.IsToFix)), Is.EqualTo(new[] { ("good", false), ($"127.0.0.1:{bouncer.Port}", true) }));
        Assert.That(found[1].Findings.Single().Fix, Does.Contain("stats_users"));
    }

    [Test]
    public async Task A_unix_socket_leads_there_too()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats");
        await using var polls = new PgBouncerPolls(new PgBouncerTarget { Dsn = $"host={bouncer.SocketDirectory} port={bouncer.Port} user=stats" });
        Assert.That((await polls.PollAsync())["pgbouncer_up"], Is.EqualTo(1));
    }

    [Test]
    public async Task A_restart_between_two_polls_is_no_outage_and_a_stop_is_one()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats");
        await using var polls = new PgBouncerPolls(bouncer);
        Assert.That((await polls.PollAsync())["pgbouncer_up"], Is.EqualTo(1));

        await bouncer.StopAsync();
        await bouncer.StartAgainAsync();
        Assert.That((await polls.PollAsync())["pgbouncer_up"], Is.EqualTo(1));

        await bouncer.StopAsync();
        var down = await polls.PollAsync();
        Assert.That((down["pgbouncer_up"], down.Reason), Is.EqualTo((0.0, Reason.ConnectionRefused)));
        await bouncer.StartAgainAsync();
        await polls.PollUntilAsync(result => result["pgbouncer_up"] == 1);
    }

    [Test]
    public async Task A_frozen_one_is_down_by_the_deadline_and_comes_back_and_no_other_minds()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats");
        await using var healthy = await PgBouncerServer.StartAsync(server, "", "stats");
        await using var polls = new PgBouncerPolls(bouncer);
        await using var others = new PgBouncerPolls(healthy);
        await polls.PollAsync();

        bouncer.Freeze();
        for (var poll = 0; poll < 3; poll++)
        {
            var frozen = polls.PollAsync();
            Assert.That((await others.PollAsync())["pgbouncer_up"], Is.EqualTo(1));
            Assert.That(((await frozen)["pgbouncer_up"], (await frozen).Reason), Is.EqualTo((0.0, Reason.Timeout)));
            Assert.That((await frozen).Elapsed, Is.LessThan(PgBouncerPolls.Quick.Timeout + PostgresPolls.Lateness));
            await Task.Delay(300);
        }

        bouncer.Thaw();
        await polls.PollUntilAsync(result => result["pgbouncer_up"] == 1);
    }

    [Test]
    public async Task A_postgres_is_no_console()
    {
        await using var polls = new PgBouncerPolls(new PgBouncerTarget { Dsn = server.Dsn(database: PgBouncerTarget.Console) });
        var missing = await polls.PollAsync();
        Assert.That((missing["pgbouncer_up"], missing.Reason), Is.EqualTo((0.0, Reason.AuthenticationFailed)));

        await server.ExecuteAsync("CREATE DATABASE pgbouncer");
        await using var again = new PgBouncerPolls(new PgBouncerTarget { Dsn = server.Dsn(database: PgBouncerTarget.Console) });
        var answered = await again.PollAsync();
        Assert.That((answered["pgbouncer_up"], answered.Reason), Is.EqualTo((0.0, Reason.Malformed)));
    }

    [Test]
    public async Task A_dsn_in_a_file_that_names_another_database_is_refused()
    {
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "stats");
        using var directory = new TemporaryDirectory("dsn");
        var file = Path.Join(directory.Path, "dsn");
        await File.WriteAllTextAsync(file, bouncer.Dsn("stats"));
        await using var polls = new PgBouncerPolls(new PgBouncerTarget { DsnFile = file });
        var refused = await polls.PollAsync();
        Assert.That((refused.Reason, refused.Detail), Is.EqualTo((Reason.Malformed, "the DSN: it names another database than pgbouncer, where the admin console is")));

        await File.WriteAllTextAsync(file, bouncer.Console());
        await polls.PollUntilAsync(result => result["pgbouncer_up"] == 1);
    }

    static async Task SelectOneAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        await command.ExecuteScalarAsync();
    }
}
