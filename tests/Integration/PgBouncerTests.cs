using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A target behind PgBouncer in transaction mode, which refuses session options, or drops them if it is told to.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PgBouncerTests(int major)
{
    static readonly PostgresConfig Quick = new() { Interval = TimeSpan.FromSeconds(2), Timeout = TimeSpan.FromSeconds(2) };

    [TestCase("")]
    [TestCase("ignore_startup_parameters = options")]
    public async Task Everything_is_collected_and_nothing_stays_behind_in_the_pool(string settings)
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
        await using var bouncer = await PgBouncerServer.StartAsync(server, settings, "watcher");
        var target = new PostgresTarget { Dsn = bouncer.Dsn("watcher") };
        // Two agents share two server connections: a prepared statement of one would meet the other's.
        await using var first = new PostgresPolls(target, Quick);
        await using var second = new PostgresPolls(target, Quick);
        for (var poll = 0; poll < 5; poll++)
        {
            foreach (var result in await Task.WhenAll(first.PollAsync(), second.PollAsync(), first.PollAsync("postgres.statements"), second.PollAsync("postgres.active_sessions")))
                Assert.That(result.Missing, Is.Empty);
        }

        await using var other = await bouncer.ConnectAsync("watcher");
        await using var command = new Npgsql.NpgsqlCommand(
            "SELECT concat_ws(' ', current_setting('statement_timeout'), current_setting('lock_timeout'), current_setting('transaction_read_only'))", other);
        Assert.That(await command.ExecuteScalarAsync(), Is.EqualTo("0 0 off"));
        Assert.That(await server.LogAsync(), Does.Not.Contain("WARNING"));
    }

    [Test]
    public async Task An_admin_console_is_told_where_it_belongs()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var bouncer = await PgBouncerServer.StartAsync(server);
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = bouncer.Console(PostgresServer.Superuser) }, Quick);
        Assert.That((await polls.PollAsync()).Detail, Does.Contain("admin console").And.Contain("put it under collectors.pgbouncer"));
    }

    [Test]
    public async Task A_query_that_fails_takes_only_its_own_families_along()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN; GRANT pg_monitor TO watcher");
        await using var bouncer = await PgBouncerServer.StartAsync(server, "", "watcher");
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = bouncer.Dsn("watcher") }, Quick);
        Assert.That((await polls.PollAsync()).Missing, Is.Empty);

        await server.ExecuteAsync("REVOKE SELECT ON pg_stat_database FROM public");
        for (var poll = 0; poll < 2; poll++)
        {
            var after = await polls.PollAsync();
            Assert.That(after.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(new[] { ("database", Reason.PermissionDenied) }));
            Assert.That((after.Up, after.Has("pg_locks_count"), after.Has("pg_settings_max_connections")), Is.EqualTo((1.0, true, true)));
        }
    }

    [Test]
    public async Task Waiting_for_a_lock_is_limited_there_too()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var bouncer = await PgBouncerServer.StartAsync(server);
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = bouncer.Dsn() }, Quick);
        await polls.PollAsync();
        await using var blocker = await server.ConnectAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using var locking = new Npgsql.NpgsqlCommand("LOCK TABLE pg_locks", blocker);
        await locking.ExecuteNonQueryAsync();

        var result = await polls.PollAsync();
        Assert.That(result.Missing.Select(entry => (entry.Part, entry.Reason)), Is.EqualTo(new[] { ("locks", Reason.Timeout) }));
        Assert.That((result.Up, result.Has("pg_stat_activity_count")), Is.EqualTo((1.0, true)));
    }

    [Test]
    public async Task The_doctor_sees_the_pooler()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var bouncer = await PgBouncerServer.StartAsync(server);
        var found = await DoctorResult.OfAsync(bouncer.Dsn());
        Assert.That((found["connection"].State, found["pooler"].State), Is.EqualTo(("ok", "hint")));
    }
}
