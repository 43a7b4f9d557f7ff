using System.Diagnostics;
using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>The load that sampling sees, against the load that a test makes.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresActiveSessionsTests(int major)
{
    const string Name = "postgres.active_sessions";
    const string Sleeping = "pg_active_session_seconds_total{wait_event_type=\"Timeout\",wait_event=\"PgSleep\"}";
    const string Shop = "pg_active_session_database_seconds_total{datname=\"shop\"}";

    static readonly string[] Others = ["postgres", "postgres.statements", "postgres.databases"];

    static readonly PostgresConfig Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(200),
        Timeout = TimeSpan.FromSeconds(5),
        // Longer than a configuration may say, so that a busy machine is not taken for a slow server.
        ActiveSessions = new() { Interval = TimeSpan.FromMilliseconds(200), Timeout = TimeSpan.FromSeconds(5) },
    };

    [Test]
    public async Task Sessions_count_for_as_long_as_they_are_active_by_wait_database_and_application()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE DATABASE shop; CREATE TABLE t (id int)");
        await using var holder = await server.ConnectAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await RunAsync(holder, "LOCK TABLE t");
        await using var polls = new PostgresPolls(server, config: Quick);
        await polls.PollAsync(Name);

        var began = Stopwatch.GetTimestamp();
        Task[] sleepers = [.. from i in Enumerable.Range(1, 5) select AloneAsync(server, "shop", $"sleeper-{i}", "SELECT pg_sleep(4)")];
        Task[] waiters = [.. from i in Enumerable.Range(1, 3) select AloneAsync(server, "postgres", "waiter", "SELECT * FROM t")];
        while (Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(3))
        {
            await polls.PollAsync(Name);
            await Task.Delay(50);
        }

        var poll = await polls.PollAsync(Name);
        var time = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await transaction.RollbackAsync();
        await Task.WhenAll([.. sleepers, .. waiters]);

        Assert.That(poll.Missing, Is.Empty);
        Assert.That(poll[Sleeping] / (5 * time), Is.InRange(0.8, 1.02));
        Assert.That(poll["pg_active_session_seconds_total{wait_event_type=\"Lock\",wait_event=\"relation\"}"] / (3 * time), Is.InRange(0.8, 1.02));
        Assert.That(poll[Shop] / (5 * time), Is.InRange(0.8, 1.02));
        Assert.That(poll["pg_active_session_application_seconds_total{application_name=\"sleeper-#\"}"] / (5 * time), Is.InRange(0.8, 1.02));
        Assert.That(poll["pg_active_session_application_seconds_total{application_name=\"waiter\"}"] / (3 * time), Is.InRange(0.8, 1.02));
        // What is idle or in the background, the holder of the lock and the agent itself would be more.
        var sum = poll.Sum("pg_active_session_seconds_total");
        Assert.That(sum / (8 * time), Is.InRange(0.8, 1.05));
        Assert.That(poll.Sum("pg_active_session_database_seconds_total"), Is.EqualTo(sum).Within(1e-6));
        Assert.That(poll.Sum("pg_active_session_application_seconds_total"), Is.EqualTo(sum).Within(1e-6));
    }

    [Test]
    public async Task A_server_that_is_down_has_no_samples_and_its_outage_is_no_load()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server, config: Quick);
        await polls.PollAsync(Name);

        await server.StopAsync();
        var down = await polls.PollAsync(Name);
        Assert.That((down.Reason, down.Lines("pg_").Any()), Is.EqualTo(((Reason?)Reason.ConnectionRefused, false)));

        await Task.Delay(2000);
        await server.StartAgainAsync();
        var sleeper = AloneAsync(server, "postgres", "sleeper", "SELECT pg_sleep(2)");
        var back = await polls.PollUntilAsync(poll => poll[Sleeping] > 0, Name);
        Assert.That(back[Sleeping], Is.InRange(0.01, 0.61), "at most three intervals");
        await sleeper;
    }

    [Test]
    public async Task A_server_that_is_slower_than_a_sample_may_be_keeps_its_connection()
    {
        await using var server = await PostgresServer.StartAsync(major);
        var patience = new ActiveSessionsConfig { Timeout = TimeSpan.FromMilliseconds(200) };
        await using var polls = new PostgresPolls(server, config: Quick with { ActiveSessions = patience });
        await polls.PollUntilAsync(poll => poll.Missing.Count == 0, Name);
        var pid = await AgentsProcessAsync(server);

        server.Freeze();
        var slow = await polls.PollAsync(Name);
        server.Thaw();
        Assert.That(slow.Reason, Is.EqualTo(Reason.Timeout));
        Assert.That(slow.Elapsed, Is.LessThan(patience.Timeout + PostgresPolls.Lateness));
        await polls.PollUntilAsync(poll => poll.Missing.Count == 0, Name);
        Assert.That((await polls.PollAsync()).Up, Is.EqualTo(1));
        Assert.That(await AgentsProcessAsync(server), Is.EqualTo(pid));
    }

    [Test]
    public async Task A_role_that_does_not_see_states_is_told_what_it_lacks()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE weak LOGIN");
        await using var polls = new PostgresPolls(server, "weak", Quick);

        var refused = await polls.PollAsync(Name);
        Assert.That((refused.Reason, refused.Lines("pg_").Any()), Is.EqualTo(((Reason?)Reason.PermissionDenied, false)));
        Assert.That(refused.Detail, Does.Contain("GRANT pg_monitor TO \"weak\";"));
    }

    [Test]
    public async Task It_can_be_switched_off()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var off = new PostgresPolls(server, config: Quick with { ActiveSessions = new() { Enabled = false } });
        await using var disabled = new PostgresPolls(server, config: Quick with { Disable = ["active_sessions"] });

        Assert.That((off.Names.ToArray(), disabled.Names.ToArray()), Is.EqualTo((Others, Others)));
    }

    static async Task AloneAsync(PostgresServer server, string database, string application, string sql)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString(database: database)};Application Name={application}");
        await connection.OpenAsync();
        await RunAsync(connection, sql);
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static Task<int> AgentsProcessAsync(PostgresServer server) =>
        server.ScalarAsync<int>("SELECT pid FROM pg_stat_activity WHERE application_name = 'metrics-agent'");
}
