using MetricsAgent.Collectors.Postgres;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary>Transaction ids that are really used up, and each kind of holder that keeps them from being frozen.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresWraparoundTests(int major)
{
    static readonly PostgresOptions Options = new()
    {
        Settings = new Dictionary<string, string> { ["wal_level"] = "logical", ["max_prepared_transactions"] = "4" },
    };

    /// <summary>Uses up ten ids.</summary>
    const string Burn = "DO $$ BEGIN FOR i IN 1..10 LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$";

    [Test]
    public async Task Polling_uses_up_no_transaction_id_and_others_are_counted()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await using var polls = new PostgresPolls(server);
        var before = (await polls.PollAsync())["pg_transaction_ids_total"];
        for (var i = 0; i < 5; i++)
            Assert.That((await polls.PollAsync())["pg_transaction_ids_total"], Is.EqualTo(before));

        await server.ExecuteAsync(Burn);
        var after = await polls.PollAsync();
        Assert.That(after["pg_transaction_ids_total"] - before, Is.EqualTo(10));
        Assert.That(after.Has("pg_database_wraparound_seconds_left"), Is.False, "it has not watched for long enough");
    }

    [Test]
    public async Task The_time_left_follows_from_the_ids_left_and_their_rate()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await using var connection = await server.ConnectAsync();
        var clock = new ManualClock();
        var query = new WraparoundQuery(clock);
        await ReadAsync(connection, query);
        await server.ExecuteAsync(Burn);
        clock.Advance(TimeSpan.FromMinutes(20));

        var samples = new Samples();
        await ReadAsync(connection, query);
        query.Emit(samples);
        var left = await server.ScalarAsync<int>("SELECT 2147483647 - age(datfrozenxid) FROM pg_database WHERE datname = 'postgres'") - (major < 14 ? 1_000_000 : 3_000_000);
        var poll = new PollResult(Exposed.Text(samples), [], TimeSpan.Zero, 0, 0);
        Assert.That(poll["pg_database_wraparound_seconds_left{datname=\"postgres\"}"], Is.EqualTo(left / (10 / 1200.0)).Within(0.001).Percent);
    }

    [Test]
    public async Task A_session_and_then_a_prepared_transaction_is_named_while_it_is_the_oldest()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await server.ExecuteAsync("CREATE TABLE t (id int)");
        await using var polls = new PostgresPolls(server);
        Assert.That((await polls.PollAsync()).Has("pg_xmin_horizon_holder_age"), Is.False);

        await using var session = new NpgsqlConnection($"{server.ConnectionString()};Application Name=report-7");
        await session.OpenAsync();
        await RunAsync(session, "BEGIN; INSERT INTO t VALUES (1)");
        await server.ExecuteAsync(Burn);
        await CheckAsync(polls, "session", "report-#");

        await server.ExecuteAsync("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'order-4711'");
        await server.ExecuteAsync(Burn);
        await CheckAsync(polls, "session", "report-#");
        await RunAsync(session, "ROLLBACK");
        await CheckAsync(polls, "prepared_transaction", "order-#");
    }

    [Test]
    public async Task A_slot_that_nobody_reads_is_named()
    {
        await using var server = await PostgresServer.StartAsync(major, Options);
        await server.ExecuteAsync("SELECT pg_create_logical_replication_slot('replica_2', 'pgoutput')");
        await server.ExecuteAsync(Burn);
        await using var polls = new PostgresPolls(server);
        await CheckAsync(polls, "slot", "replica_2");
    }

    [Test]
    public async Task A_standby_with_a_long_query_is_named_and_counts_no_ids_itself()
    {
        await using var primary = await PostgresServer.StartAsync(major, Options);
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "heir");
        await using var reader = await standby.ConnectAsync();
        await RunAsync(reader, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
        await using var polls = new PostgresPolls(primary);
        await polls.PollUntilAsync(poll => poll.Lines("pg_stat_replication_pg_wal_lsn_diff{").Any());
        await primary.ExecuteAsync(Burn);
        await CheckAsync(polls, "standby", "heir");

        await using var its = new PostgresPolls(standby);
        var poll = await its.PollAsync();
        Assert.That((poll.Up, poll.Missing, poll.Has("pg_transaction_ids_total")), Is.EqualTo((1.0, Array.Empty<object>(), false)));
    }

    static async Task CheckAsync(PostgresPolls polls, string holder, string name)
    {
        var poll = await polls.PollUntilAsync(poll => poll[$"pg_xmin_horizon_holder_age{{holder=\"{holder}\",name=\"{name}\"}}"] > 0);
        Assert.That(poll.Lines("pg_xmin_horizon_holder_age{").Count(), Is.EqualTo(1));
    }

    static async Task ReadAsync(NpgsqlConnection connection, WraparoundQuery query)
    {
        await using var command = new NpgsqlCommand(query.Sql(await ServerFacts.ProbeAsync(connection, CancellationToken.None)), connection);
        await using var rows = await command.ExecuteReaderAsync();
        await query.ReadAsync(rows, CancellationToken.None);
    }

    static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
