using MetricsAgent.Config;
using MetricsAgent.Metrics;
using MetricsAgent.Tests.Servers;
using Npgsql;

namespace MetricsAgent.Tests.Integration;

/// <summary><c>pg_stat_statements</c> of a real server, against what was really executed.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresStatementsTests(int major)
{
    const string Name = "postgres.statements";

    static readonly PostgresConfig Few = new() { Interval = TimeSpan.FromMilliseconds(200), Statements = new() { Top = 3 } };

    [Test]
    public async Task Calls_of_own_series_and_of_the_others_together_are_those_of_the_server()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync(ManyStatements);
        await using var polls = new PostgresPolls(server, config: Few);
        var first = await polls.PollAsync(Name);
        Assert.That(first.Lines("pg_stat_statements_calls_total{").Count(), Is.EqualTo(4));

        var before = await polls.PollAsync(Name);
        Assert.That(before.Sum("pg_stat_statements_calls_total"), Is.EqualTo(await CallsAsync(server)).Within(10));
        await using (var connection = await server.ConnectAsync())
        {
            await using var command = new NpgsqlCommand("SELECT count(*) FROM many WHERE a = 1 OR b = 2", connection);
            for (var i = 0; i < 100; i++)
                await command.ExecuteNonQueryAsync();
        }

        // And what connecting and polling execute.
        var after = await polls.PollAsync(Name);
        Assert.That(after.Sum("pg_stat_statements_calls_total") - before.Sum("pg_stat_statements_calls_total"), Is.InRange(100, 115));
        Assert.That(after.Duplicates, Is.Zero);
    }

    [Test]
    public async Task Who_only_writes_is_in_the_top_and_the_agent_itself_is_not()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watcher LOGIN IN ROLE pg_monitor; CREATE TABLE written (a int)");
        await using var polls = new PostgresPolls(server, "watcher", Few with { Statements = new() { Top = 10 } });
        await server.ExecuteAsync(ManyStatements);
        await polls.PollAsync(Name);
        for (var i = 0; i < 20; i++)
            await polls.PollAsync();
        await server.ExecuteAsync(Write);
        await polls.PollAsync(Name);

        // Its series begins with what it had before it was in the top.
        await server.ExecuteAsync(Write);
        var shown = await polls.PollAsync(Name);
        Assert.That(shown.Lines("pg_stat_statements_wal_bytes_total{user=\"postgres\"").Max(PollResult.Value), Is.GreaterThan(1_000_000));
        Assert.That(shown.Lines("pg_stat_statements_calls_total{user=\"watcher\""), Is.Empty);
        Assert.That(shown["pg_stat_statements_calls_total{user=\"other\",datname=\"postgres\",queryid=\"other\"}"], Is.GreaterThan(20), "it is in the sums");
        Assert.That(shown["agent_postgres_server_seconds_total"], Is.InRange(0.001, 10));
    }

    [Test]
    public async Task The_histograms_sum_explains_the_databases_active_time()
    {
        if (major < 14)
            return;
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server);
        var (statements, database) = (await polls.PollAsync(Name), await polls.PollAsync());
        for (var i = 0; i < 5; i++)
            await server.ExecuteAsync("SELECT pg_sleep(0.2)");

        var explained = (await polls.PollAsync(Name))[Sum] - statements[Sum];
        Assert.That(explained, Is.InRange(1, 1.3));
        // A session reports its time when it ends, at the latest.
        var active = (await polls.PollUntilAsync(poll => poll.Sum(Active) - database.Sum(Active) >= 1)).Sum(Active) - database.Sum(Active);
        Assert.That(explained / active, Is.InRange(0.6, 1.05));
    }

    [Test]
    public async Task A_reset_by_somebody_makes_no_counter_fall()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync(ManyStatements);
        await using var polls = new PostgresPolls(server);
        var before = (await polls.PollAsync(Name)).Sum("pg_stat_statements_calls_total");

        await server.ExecuteAsync("SELECT pg_stat_statements_reset()");
        await server.ExecuteAsync("SELECT count(*) FROM many");
        var after = (await polls.PollAsync(Name)).Sum("pg_stat_statements_calls_total");
        Assert.That(after - before, Is.InRange(1, 10));
    }

    [Test]
    public async Task Texts_have_neither_literals_nor_line_breaks()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE ROLE watched PASSWORD 'hidden'");
        await server.ExecuteAsync("SELECT pg_sleep(0.1),\n  'hidden'");
        await using var polls = new PostgresPolls(server);

        var texts = (await polls.PollAsync(Name)).Lines("pg_stat_statements_query_id{").ToArray();
        Assert.That(texts, Has.Some.Contains("query=\"SELECT pg_sleep($1), $2\""));
        Assert.That(texts, Has.None.Contains("hidden"));
    }

    [Test]
    public async Task Without_the_extension_the_sql_that_installs_it_is_named()
    {
        await using var server = await PostgresServer.StartAsync(major, new PostgresOptions { Statements = false });
        await using var polls = new PostgresPolls(server);

        var absent = await polls.PollAsync(Name);
        Assert.That((absent.Reason, absent.Lines("pg_").Any()), Is.EqualTo(((Reason?)Reason.NotInstalled, false)));
        Assert.That(absent.Detail, Does.Contain("CREATE EXTENSION pg_stat_statements;"));

        await server.ExecuteAsync("CREATE EXTENSION pg_stat_statements");
        var unloaded = await polls.PollAsync(Name);
        Assert.That(unloaded.Reason, Is.EqualTo(Reason.NotInstalled));
        Assert.That(unloaded.Detail, Does.Contain("shared_preload_libraries"));
        Assert.That((await polls.PollAsync()).Missing, Is.Empty, "the others do not mind");
    }

    [Test]
    public async Task The_extension_may_come_go_and_be_in_any_schema()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await using var polls = new PostgresPolls(server);
        var before = await polls.PollAsync(Name);
        Assert.That(before.Missing, Is.Empty);

        await server.ExecuteAsync("DROP EXTENSION pg_stat_statements");
        for (var i = 0; i < 3; i++)
        {
            var absent = await polls.PollAsync(Name);
            Assert.That((absent.Reason, absent.Lines("pg_").Any()), Is.EqualTo(((Reason?)Reason.NotInstalled, false)));
            Assert.That((await polls.PollAsync()).Missing, Is.Empty, "the others do not mind");
        }

        await server.ExecuteAsync("CREATE SCHEMA \"Odd \"\"schema\"; CREATE EXTENSION pg_stat_statements SCHEMA \"Odd \"\"schema\"");
        var back = await polls.PollAsync(Name);
        Assert.That(back.Missing, Is.Empty);
        Assert.That(back.Sum("pg_stat_statements_calls_total"), Is.GreaterThanOrEqualTo(before.Sum("pg_stat_statements_calls_total")));
    }

    const string Sum = "pg_statement_exec_seconds_sum{datname=\"postgres\"}";
    const string Active = "pg_stat_database_active_time_seconds_total";
    const string Write = "INSERT INTO written SELECT generate_series(1, 50000)";

    const string ManyStatements = """
        CREATE TABLE many (a int, b int);
        DO $$ BEGIN FOR i IN 1..10 LOOP PERFORM count(*) FROM many; END LOOP; END $$;
        SELECT a FROM many; SELECT b FROM many; SELECT a, b FROM many; SELECT b, a FROM many; SELECT sum(a) FROM many
        """;

    static async Task<double> CallsAsync(PostgresServer server) =>
        await server.ScalarAsync<double>("SELECT sum(calls)::float8 FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid");
}
