using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>Sessions that really wait for each other.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresBlockingTests(int major)
{
    static readonly PostgresOptions Options = new()
    {
        MaxConnections = 230,
        Settings = new Dictionary<string, string> { ["max_prepared_transactions"] = "4", ["deadlock_timeout"] = "10s" },
    };

    [Test]
    public async Task A_chain_leads_to_the_session_and_to_the_prepared_transaction_that_it_hangs_on()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await server.ExecuteAsync("CREATE DATABASE quiet; CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 9)");
        await server.ExecuteAsync("BEGIN; UPDATE t SET id = id WHERE id = 9; PREPARE TRANSACTION 'forgotten'");
        await using var chain = new Sessions(server);
        await chain.HoldAsync("batch-1", "UPDATE t SET id = id WHERE id = 1");
        await chain.HoldAsync("web", "UPDATE t SET id = id WHERE id = 2", thenWaitFor: "UPDATE t SET id = id WHERE id = 1");
        await chain.HoldAsync("web", "UPDATE t SET id = id WHERE id = 3", thenWaitFor: "UPDATE t SET id = id WHERE id = 2");
        await chain.HoldAsync("web", "SELECT 1", thenWaitFor: "UPDATE t SET id = id WHERE id = 3");
        await chain.HoldAsync("web", "SELECT 1", thenWaitFor: "UPDATE t SET id = id WHERE id = 9");
        await using var polls = new PostgresPolls(server);

        var poll = await polls.PollUntilAsync(poll => poll["pg_blocked_sessions{datname=\"postgres\"}"] == 4);
        Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
        Assert.That((poll["pg_blocking_roots"], poll["pg_blocking_depth"]), Is.EqualTo((2.0, 3.0)));
        Assert.That(poll["pg_blocking_root_blocked_sessions{state=\"idle in transaction\",application_name=\"batch-#\"}"], Is.EqualTo(3));
        Assert.That(poll["pg_blocking_root_blocked_sessions{state=\"prepared transaction\",application_name=\"\"}"], Is.EqualTo(1));
        Assert.That(poll["pg_blocked_sessions{datname=\"quiet\"}"], Is.Zero);
        Assert.That(poll["pg_longest_blocked_seconds{datname=\"quiet\"}"], Is.Zero);
        await Task.Delay(1000);
        Assert.That((await polls.PollAsync())["pg_longest_blocked_seconds{datname=\"postgres\"}"], Is.InRange(1, 20));

        await server.ExecuteAsync("ROLLBACK PREPARED 'forgotten'");
        await chain.EndAsync();
        var after = await polls.PollAsync();
        Assert.That((after["pg_blocked_sessions{datname=\"postgres\"}"], after["pg_blocking_roots"], after["pg_blocking_depth"]), Is.EqualTo((0.0, 0.0, 0.0)));
        Assert.That(after.Has("pg_blocking_root_blocked_sessions"), Is.False);
    }

    [Test]
    public async Task A_deadlock_that_the_server_has_not_ended_yet_has_no_root()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await server.ExecuteAsync("CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 2)");
        await using var circle = new Sessions(server);
        await circle.HoldAsync("web", "UPDATE t SET id = id WHERE id = 1");
        await circle.HoldAsync("web", "UPDATE t SET id = id WHERE id = 2", thenWaitFor: "UPDATE t SET id = id WHERE id = 1");
        circle.Wait(0, "UPDATE t SET id = id WHERE id = 2");
        await using var polls = new PostgresPolls(server);

        var poll = await polls.PollUntilAsync(poll => poll["pg_blocked_sessions{datname=\"postgres\"}"] == 2);
        Assert.That((poll["pg_blocking_roots"], poll["pg_blocking_depth"]), Is.EqualTo((0.0, 0.0)));
    }

    [Test]
    public async Task Two_hundred_blocked_sessions_do_not_hold_up_the_poll()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await server.ExecuteAsync("CREATE TABLE t (id int)");
        await using var crowd = new Sessions(server);
        await crowd.HoldAsync("ddl", "LOCK TABLE t");
        for (var i = 0; i < 200; i++)
            await crowd.HoldAsync("web", "SELECT 1", thenWaitFor: "LOCK TABLE t");
        await using var polls = new PostgresPolls(server, config: new PostgresConfig());
        await polls.PollUntilAsync(poll => poll["pg_blocked_sessions{datname=\"postgres\"}"] == 200);

        PollResult[] repeated = [await polls.PollAsync(), await polls.PollAsync(), await polls.PollAsync()];
        var fastest = repeated.MinBy(poll => poll.Elapsed)!;
        TestContext.Out.WriteLine($"PostgreSQL {major}: {fastest.Elapsed.TotalMilliseconds:F1} ms with 200 blocked sessions");
        Assert.That(fastest.Elapsed, Is.LessThan(new PostgresConfig().Timeout));
        Assert.That((fastest["pg_blocking_roots"], fastest["pg_blocking_depth"]), Is.EqualTo((1.0, 1.0)));
        Assert.That(fastest["pg_blocking_root_blocked_sessions{state=\"idle in transaction\",application_name=\"ddl\"}"], Is.EqualTo(200));
    }

    /// <summary>Sessions in a transaction of their own, some of which wait.</summary>
    sealed class Sessions(PostgresServer server) : IAsyncDisposable
    {
        readonly List<NpgsqlConnection> connections = [];
        readonly List<Task> waiting = [];

        internal async Task HoldAsync(string application, string sql, string? thenWaitFor = null)
        {
            var connection = new NpgsqlConnection($"{server.ConnectionString()};Application Name={application};Command Timeout=0");
            connections.Add(connection);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand($"BEGIN; {sql}", connection);
            await command.ExecuteNonQueryAsync();
            if (thenWaitFor is not null)
                Wait(connections.Count - 1, thenWaitFor);
        }

        internal void Wait(int session, string sql) => waiting.Add(WaitAsync(connections[session], sql));

        /// <summary>Ends every one of them.</summary>
        internal async Task EndAsync()
        {
            await server.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM unnest(ARRAY[{string.Join(',', connections.Select(connection => connection.ProcessID))}]) pid");
            await Task.WhenAll(waiting);
            connections.ForEach(connection => connection.Dispose());
            connections.Clear();
        }

        public async ValueTask DisposeAsync()
        {
            if (connections.Count > 0)
                await EndAsync();
        }

        static async Task WaitAsync(NpgsqlConnection connection, string sql)
        {
            try
            {
                await using var command = new NpgsqlCommand(sql, connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // It ends with its session.
            }
        }
    }
}
