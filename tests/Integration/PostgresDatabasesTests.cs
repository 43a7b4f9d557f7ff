using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Databases that come and go between two polls.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresDatabasesTests(int major)
{
    const string Statements = "postgres.statements";

    [Test]
    public async Task A_database_that_is_dropped_is_gone_and_one_of_that_name_begins_anew()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE DATABASE shop");
        await server.ExecuteAsync("CREATE TABLE t AS SELECT generate_series(1, 1000) id", "shop");
        await using var polls = new PostgresPolls(server);
        var (before, statements) = (await polls.PollUntilAsync(poll => Value(poll, "tup_inserted") >= 1000), await polls.PollAsync(Statements));
        Assert.That((Has(before), Has(statements)), Is.EqualTo((true, true)));

        await server.ExecuteAsync("DROP DATABASE shop");
        var (without, withoutStatements) = (await polls.PollAsync(), await polls.PollAsync(Statements));
        Assert.That((Has(without), Has(withoutStatements)), Is.EqualTo((false, false)));
        Assert.That(without.Missing.Concat(withoutStatements.Missing), Is.Empty);

        await server.ExecuteAsync("CREATE DATABASE shop");
        await server.ExecuteAsync("SELECT 1", "shop");
        var (again, againStatements) = (await polls.PollAsync(), await polls.PollAsync(Statements));
        Assert.That((Has(again), Has(againStatements)), Is.EqualTo((true, true)));
        Assert.That(again.Lines("pg_stat_database_tup_inserted{").Count(IsShop), Is.EqualTo(1));
        Assert.That(Value(again, "tup_inserted"), Is.LessThan(1000));
        Assert.That(Label(again), Is.Not.EqualTo(Label(before)), "its datid is another");
        Assert.That((again.Missing.Concat(againStatements.Missing), again.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
    }

    [Test]
    public async Task A_database_that_is_renamed_keeps_its_counters_under_the_new_name()
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("CREATE DATABASE shop");
        await server.ExecuteAsync("SELECT 1", "shop");
        await using var polls = new PostgresPolls(server);
        var before = (await polls.PollAsync(Statements))[$"pg_stat_statements_calls_total{{user=\"postgres\",datname=\"shop\",queryid=\"{await IdAsync(server)}\"}}"];

        await server.ExecuteAsync("ALTER DATABASE shop RENAME TO store");
        var (after, statements) = (await polls.PollAsync(), await polls.PollAsync(Statements));
        Assert.That((Has(after), Has(statements), after.Duplicates), Is.EqualTo((false, false, 0)));
        Assert.That(statements[$"pg_stat_statements_calls_total{{user=\"postgres\",datname=\"store\",queryid=\"{await IdAsync(server)}\"}}"], Is.EqualTo(before).And.EqualTo(1));
    }

    static Task<string> IdAsync(PostgresServer server) =>
        server.ScalarAsync<string>("SELECT s.queryid::text FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE d.datname IN ('shop', 'store') AND query = 'SELECT $1'");

    static bool Has(PollResult poll) => poll.Text.Contains("datname=\"shop\"", StringComparison.Ordinal);

    static bool IsShop(string line) => line.Contains("datname=\"shop\"", StringComparison.Ordinal);

    static double Value(PollResult poll, string column) => poll.Lines($"pg_stat_database_{column}{{").Where(IsShop).Select(PollResult.Value).SingleOrDefault(double.NaN);

    /// <summary>With its datid.</summary>
    static string Label(PollResult poll) => poll.Lines("pg_stat_database_numbackends{").Single(IsShop).Split(' ')[0];
}
