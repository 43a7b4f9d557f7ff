using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>What a poll says when the server is not what it should be: <c>pg_up 0</c> at once, with the reason, and back by itself.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresFaultTests(int major)
{
    /// <summary>What a role without pg_monitor would see wrongly.</summary>
    static readonly string[] Hidden = ["activity", "backends", "blocking", "progress", "replication", "vacuum_progress", "wal_files", "wal_receiver", "xmin_horizon"];

    /// <summary>A short interval keeps the pause after a failure short.</summary>
    static readonly PostgresConfig Quick = new() { Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromSeconds(1) };

    [Test]
    public async Task A_server_that_stops_and_starts_is_down_and_up_again()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1));

        await server.StopAsync();
        var down = await polls.PollAsync();
        Assert.That((down.Up, down.Reason), Is.EqualTo((0.0, Reason.ConnectionRefused)));
        Assert.That(down.Lines("pg_"), Is.EqualTo(new[] { "pg_exporter_last_scrape_error 1", "pg_up 0" }));

        await server.StartAgainAsync();
        await polls.PollUntilAsync(result => result.Up == 1);
    }

    [Test]
    public async Task A_restart_between_two_polls_is_no_outage()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        var started = (await polls.PollAsync())["pg_postmaster_start_time_seconds"];

        await server.RestartAsync();
        var after = await polls.PollAsync();
        Assert.That(after.Up, Is.EqualTo(1));
        Assert.That(after["pg_postmaster_start_time_seconds"], Is.GreaterThan(started));
    }

    [Test]
    public async Task A_frozen_server_is_down_by_the_deadline_and_comes_back()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        await polls.PollAsync();

        server.Freeze();
        for (var poll = 0; poll < 3; poll++)
        {
            var frozen = await polls.PollAsync();
            Assert.That((frozen.Up, frozen.Reason), Is.EqualTo((0.0, Reason.Timeout)));
            Assert.That(frozen.Elapsed, Is.LessThan(Quick.Timeout + PostgresPolls.Lateness));
            await Task.Delay(300);
        }

        server.Thaw();
        await polls.PollUntilAsync(result => result.Up == 1);
        await AssertOneConnectionAsync(server);
    }

    [Test]
    public async Task A_frozen_server_is_down_for_an_agent_that_starts_then()
    {
        await using var server = await PostgresServer.StartAsync(major);
        server.Freeze();
        await using var polls = new PostgresPolls(server, config: Quick);
        var frozen = await polls.PollAsync();
        server.Thaw();

        Assert.That((frozen.Up, frozen.Reason), Is.EqualTo((0.0, Reason.Timeout)));
        Assert.That(frozen.Elapsed, Is.LessThan(Quick.Timeout + PostgresPolls.Lateness));
    }

    [Test]
    public async Task A_changed_password_is_found_in_its_file()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Authentication = "scram-sha-256" });
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN PASSWORD 'first'; GRANT pg_monitor TO watcher");
        using var directory = new TemporaryDirectory("password");
        var file = directory.Write("password", "first\n");
        var target = new PostgresTarget { Dsn = $"postgresql://watcher@127.0.0.1:{server.Port}/postgres", PasswordFile = file };
        await using var polls = new PostgresPolls(target, Quick);
        Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1));

        await server.ExecuteAsync("ALTER ROLE watcher PASSWORD 'second'");
        Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1), "who is connected stays so");

        await server.RestartAsync();
        var refused = await polls.PollAsync();
        Assert.That((refused.Up, refused.Reason), Is.EqualTo((0.0, Reason.AuthenticationFailed)));
        Assert.That(refused.Detail, Does.Contain("28P01").And.Not.Contain("first"));

        directory.Write("password", "second\n");
        await polls.PollUntilAsync(result => result.Up == 1);
    }

    [Test]
    public async Task No_connection_left_is_said_so()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { MaxConnections = 8 });
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; CREATE ROLE app LOGIN; GRANT pg_monitor TO watcher");
        await using var polls = new PostgresPolls(server, "watcher", Quick);
        var taken = new List<Npgsql.NpgsqlConnection>();
        try
        {
            Assert.That(async () => { while (true) taken.Add(await server.ConnectAsync("app")); }, Throws.InstanceOf<Npgsql.NpgsqlException>());
            var full = await polls.PollAsync();
            Assert.That((full.Up, full.Reason), Is.EqualTo((0.0, Reason.TooManyConnections)));

            await taken[0].DisposeAsync();
            var nearly = await polls.PollUntilAsync(result => result.Up == 1);
            Assert.That(nearly["pg_connections_used_ratio"], Is.EqualTo(1));
        }
        finally
        {
            foreach (var connection in taken)
                await connection.DisposeAsync();
        }
    }

    [Test]
    public async Task A_role_without_pg_monitor_keeps_what_it_may_see()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE \"we\"\"ak\" LOGIN");
        await using var polls = new PostgresPolls(server, "we%22ak", Quick);

        var weak = await polls.PollAsync();
        Assert.That(weak.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(from part in Hidden select (part, Reason.PermissionDenied)));
        Assert.That(weak.Detail, Does.Contain("GRANT pg_monitor TO \"we\"\"ak\";"));
        Assert.That((weak.Up, weak["pg_connections_used"]), Is.EqualTo((1.0, 1.0)));
        Assert.That((weak.Has("pg_stat_activity_count"), weak.Has("pg_locks_count"), weak.Has("pg_stat_database_deadlocks")), Is.EqualTo((false, true, true)));

        var statements = await polls.PollAsync("postgres.statements");
        Assert.That(statements.Reason, Is.EqualTo(Reason.PermissionDenied));
        Assert.That(statements.Lines("pg_"), Is.Empty);

        await server.ExecuteAsync("GRANT pg_monitor TO \"we\"\"ak\"");
        Assert.That((await polls.PollAsync("postgres.statements")).Missing, Is.Empty);
    }

    [Test]
    public async Task A_query_that_may_not_be_run_takes_only_its_own_families_along()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher; REVOKE SELECT ON pg_locks FROM public");
        await using var polls = new PostgresPolls(server, "watcher", Quick);

        for (var poll = 0; poll < 3; poll++)
        {
            var result = await polls.PollAsync();
            Assert.That(result.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(new[] { ("locks", Reason.PermissionDenied) }));
            Assert.That((result.Up, result.Has("pg_locks_count")), Is.EqualTo((1.0, false)));
            Assert.That((result.Has("pg_stat_activity_count"), result.Has("pg_settings_max_connections")), Is.EqualTo((true, true)));
        }
    }

    [Test]
    public async Task A_permission_that_is_lost_while_running_takes_only_its_own_families_along()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
        await using var polls = new PostgresPolls(server, "watcher", Quick);
        Assert.That((await polls.PollAsync()).Missing, Is.Empty);

        await server.ExecuteAsync("REVOKE SELECT ON pg_stat_database FROM public");
        var after = await polls.PollAsync();
        Assert.That(after.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(new[] { ("database", Reason.PermissionDenied) }));
        Assert.That((after.Up, after.Has("pg_stat_database_deadlocks"), after.Has("pg_settings_max_connections")), Is.EqualTo((1.0, false, true)));
    }

    [Test]
    public async Task A_query_that_waits_for_a_lock_does_not_hold_up_the_others()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        await polls.PollAsync();
        await using var blocker = await server.ConnectAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using var locking = new Npgsql.NpgsqlCommand("LOCK TABLE pg_locks", blocker);
        Assume.That(async () => await locking.ExecuteNonQueryAsync(), Throws.Nothing, "a superuser may lock the view");

        var result = await polls.PollAsync();
        Assert.That(result.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(new[] { ("locks", Reason.Timeout) }));
        Assert.That((result.Up, result.Has("pg_stat_activity_count")), Is.EqualTo((1.0, true)));
    }

    [Test]
    public async Task A_connection_that_is_terminated_is_replaced_in_the_same_poll()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        await polls.PollAsync();
        await server.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'metrics-agent'");
        await Task.Delay(100);

        Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1));
        await AssertOneConnectionAsync(server);
    }

    [Test]
    public async Task A_wrong_target_says_what_is_wrong_with_it()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Authentication = "scram-sha-256" });
        await Check(new() { Dsn = server.Dsn(password: "wrong") }, Reason.AuthenticationFailed, "28P01");
        await Check(new() { Dsn = server.Dsn(database: "absent") }, Reason.AuthenticationFailed, "3D000");
        await Check(new() { Dsn = $"postgresql://postgres@127.0.0.1:{server.Port}/postgres" }, Reason.AuthenticationFailed, "give a password");
        await Check(new() { Dsn = "postgresql://postgres@no-such-host.invalid/postgres" }, Reason.Unreachable, "no-such-host.invalid:5432");
        await Check(new() { Dsn = $"postgresql://postgres@127.0.0.1:{FreePort.Next()}/postgres" }, Reason.ConnectionRefused, "127.0.0.1");
        await Check(new() { Dsn = "postgresql:///postgres?host=/nowhere" }, Reason.ConnectionRefused, "/nowhere/.s.PGSQL.5432");
        await Check(new() { Dsn = server.Dsn() + "?sslmode=require" }, Reason.Error, "SSL");
        await Check(new() { Dsn = "postgresql://%zz" }, Reason.Malformed, "the DSN: ");
        await Check(new() { DsnFile = "/nowhere/dsn" }, Reason.NotFound, "/nowhere/dsn");

        static async Task Check(PostgresTarget target, Reason reason, string detail)
        {
            await using var polls = new PostgresPolls(target, Quick);
            var result = await polls.PollAsync();
            Assert.That((result.Up, result.Reason), Is.EqualTo((0.0, reason)), result.Detail);
            Assert.That(result.Detail, Does.Contain(detail));
        }
    }

    static async Task AssertOneConnectionAsync(PostgresServer server) => Assert.That(
        await server.ScalarAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'metrics-agent'"), Is.EqualTo(1));
}
