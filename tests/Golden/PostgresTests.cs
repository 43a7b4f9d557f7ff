using System.Text.RegularExpressions;
using MetricsAgent.Config;
using MetricsAgent.Tests.Integration;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Golden;

/// <summary>
/// Everything that a server of each version exposes: a fresh one as a whole, and what is different for a role with pg_monitor, on a
/// primary with all that it can have, and on its standby.
/// </summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed partial class PostgresTests(int major)
{
    static readonly PostgresConfig OneStatement = new() { Statements = new() { Top = 1, TextLength = 20 } };

    static readonly PostgresOptions Everything = new()
    {
        Settings = new Dictionary<string, string>
        {
            ["wal_level"] = "logical",
            ["max_prepared_transactions"] = "2",
            ["max_slot_wal_keep_size"] = "64MB",
            ["archive_mode"] = "on",
            ["archive_command"] = "true",
        },
    };

    /// <summary>What a primary has some time after its standby has connected.</summary>
    static readonly string[] Late =
    [
        "pg_stat_archiver_last_archive_age", "pg_replication_slots_xmin_age",
        "pg_stat_replication_write_lag_seconds", "pg_stat_replication_flush_lag_seconds", "pg_stat_replication_replay_lag_seconds",
    ];

    [Test]
    public async Task A_scrape_of_a_fresh_server_is_as_reviewed()
    {
        await using var server = await PostgresServer.StartAsync(major);
        Golden.Check($"Postgres.{major}", await ScrapeAsync(server));
    }

    [Test]
    public async Task A_role_with_pg_monitor_sees_what_a_superuser_sees_but_for_what_is_reviewed()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN IN ROLE pg_monitor");
        Golden.Check($"Postgres.{major}.monitor", ScrapeDifference.Of(await ScrapeAsync(server), await ScrapeAsync(server, "watcher")));
    }

    [Test]
    public async Task A_primary_and_its_standby_differ_from_a_fresh_server_as_reviewed()
    {
        await using var fresh = await PostgresServer.StartAsync(major);
        await using var primary = await PostgresServer.StartAsync(major, Everything);
        await primary.ExecuteAsync("SELECT pg_create_physical_replication_slot('replica', true); SELECT pg_create_logical_replication_slot('left', 'pgoutput')");
        await using var standby = await PostgresServer.StartStandbyAsync(primary, "walreceiver", "replica");
        await primary.ExecuteAsync("CREATE TABLE t (id int); SELECT pg_switch_wal()");
        await primary.ExecuteAsync("BEGIN; INSERT INTO t VALUES (1); PREPARE TRANSACTION 'forgotten'");

        var usual = await ScrapeAsync(fresh);
        Golden.Check($"Postgres.{major}.primary", ScrapeDifference.Of(usual, await ScrapeAsync(primary, poll: polls => PollWhileWritingAsync(polls, primary))));
        Golden.Check($"Postgres.{major}.standby", ScrapeDifference.Of(usual, await ScrapeAsync(standby, poll: polls => polls.PollUntilAsync(poll => poll.Has("pg_replication_last_replay_seconds") && IsAlone(poll)))));
    }

    /// <summary>How long a standby takes is known only while it has something to do.</summary>
    static async Task<PollResult> PollWhileWritingAsync(PostgresPolls polls, PostgresServer primary)
    {
        for (var i = 0; i < 100; i++)
        {
            await primary.ExecuteAsync("INSERT INTO t VALUES (2)");
            await Task.Delay(50);
            var poll = await polls.PollAsync();
            if (Late.All(poll.Has) && IsAlone(poll))
                return poll;
        }

        throw new TimeoutException($"of {string.Join(", ", Late)} not all have come");
    }

    /// <summary>The sessions of the test itself have ended.</summary>
    static bool IsAlone(PollResult poll) => !poll.Has("pg_stat_activity_application_count");

    static async Task<string> ScrapeAsync(PostgresServer server, string user = PostgresServer.Superuser, Func<PostgresPolls, Task<PollResult>>? poll = null)
    {
        await using var polls = new PostgresPolls(server, user, OneStatement);
        var (cluster, statements) = (await (poll?.Invoke(polls) ?? polls.PollUntilAsync(IsAlone)), await polls.PollAsync("postgres.statements"));
        var active = await polls.PollAsync("postgres.active_sessions");
        Assert.That(cluster.Missing.Concat(statements.Missing).Concat(active.Missing), Is.Empty);
        Assert.That(cluster.Duplicates, Is.Zero);
        return ScrapeMask.Apply(cluster.Text + active.Text + statements.Text);
    }

    [Test]
    public async Task A_walk_over_a_small_database_is_as_reviewed()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("""
            create table orders (id serial primary key, note text);
            insert into orders (note) select repeat('x', 200) from generate_series(1, 1000);
            create index orders_note on orders (note);
            create table customers (id int primary key);
            """);
        await server.ExecuteAsync("vacuum analyze orders");
        await using var polls = new PostgresPolls(server, config: new() { Enable = ["bloat"], Databases = new() { Top = 1 } });

        var walk = await polls.PollAsync("postgres.databases");
        Assert.That(walk.Missing, Is.Empty);
        Assert.That(walk.Duplicates, Is.Zero);
        Golden.Check($"PostgresDatabases.{major}", ScrapeMask.Apply(OldTable().Replace(walk.Text, "")));
    }

    /// <summary>Which of the server's own tables are the oldest is up to its version.</summary>
    [GeneratedRegex("^pg_table_oldest_.*\n", RegexOptions.Multiline)]
    private static partial Regex OldTable();
}
