using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A server that executes far more different statements than it can remember, and discards most between two polls.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed class PostgresChurnTests(int major)
{
    const string Name = "postgres.statements";
    const int Remembered = 1000;
    const int New = 5000;

    static readonly PostgresOptions Forgetful = new()
    {
        Settings = new Dictionary<string, string> { ["pg_stat_statements.max"] = $"{Remembered}", ["pg_stat_statements.track"] = "all" },
    };

    [Test]
    public async Task Counters_only_grow_and_hold_what_the_server_has_not_forgotten()
    {
        await using var server = await StartAsync();
        await using var polls = new PostgresPolls(server);
        var last = await polls.PollAsync(Name);
        for (var round = 0; round < 3; round++)
        {
            await server.ExecuteAsync($"SELECT churn({round * New}, {New})");
            var poll = await polls.PollAsync(Name);

            var gain = poll.Sum(Calls) - last.Sum(Calls);
            Assert.That(gain, Is.InRange(poll["pg_stat_statements_entries"] / 2, New + 1100), "no less than what is still there, no more than was executed");
            Assert.That(poll["pg_stat_statements_entries"], Is.InRange(Remembered / 2, Remembered));
            Assert.That(poll[$"{Calls}{{user=\"postgres\",datname=\"postgres\",queryid=\"{await HotAsync(server)}\"}}"], Is.EqualTo(1000 * round), "who is executed most is not forgotten; its series begins with the first gain after it was found");
            Assert.That(Falling(last, poll), Is.Empty);
            Assert.That(poll["pg_stat_statements_dealloc_total"], major < 14 ? Is.NaN : Is.EqualTo(await server.ScalarAsync<long>("SELECT dealloc FROM pg_stat_statements_info")).And.Positive);
            Assert.That((poll.Missing, poll.Duplicates), Is.EqualTo((Array.Empty<object>(), 0)));
            last = poll;
        }
    }

    [Test]
    public async Task The_agents_memory_does_not_grow_with_statements_that_come_and_go()
    {
        await using var server = await StartAsync();
        await using var polls = new PostgresPolls(server, config: new PostgresConfig { Statements = new() { Top = 50 } });
        var seen = new HashSet<string>();
        var round = 0;

        await ChurnAsync(20);
        var (early, known) = (GC.GetTotalMemory(forceFullCollection: true), seen.Count);
        await ChurnAsync(60);
        var late = GC.GetTotalMemory(forceFullCollection: true);

        Assert.That(seen, Has.Count.GreaterThan(known + 60), "the top has changed all the time");
        // A label set that is kept takes 1 KB in all families together.
        Assert.That(late - early, Is.LessThan(512 << 10));

        async Task ChurnAsync(int rounds)
        {
            for (var end = round + rounds; round < end; round++)
            {
                await server.ExecuteAsync($"SELECT churn({round * Remembered}, {Remembered})");
                seen.UnionWith(from line in (await polls.PollAsync(Name)).Lines(Calls) select line[..line.LastIndexOf(' ')]);
            }
        }
    }

    async Task<PostgresServer> StartAsync()
    {
        var server = await PostgresServer.StartAsync(major, Forgetful);
        await server.ExecuteAsync(Churn);
        return server;
    }

    static Task<string> HotAsync(PostgresServer server) =>
        server.ScalarAsync<string>("SELECT queryid::text FROM pg_stat_statements WHERE query LIKE 'SELECT count(*) FROM hot%'");

    /// <summary>Series that have a smaller value than before.</summary>
    static IEnumerable<string> Falling(PollResult before, PollResult after) =>
        from line in after.Lines("pg_stat_statements_")
        where !line.StartsWith("pg_stat_statements_entries", StringComparison.Ordinal)
        where PollResult.Value(line) < before[line[..line.LastIndexOf(' ')]]
        select line;

    const string Calls = "pg_stat_statements_calls_total";

    // The operators of an expression are part of a statement's identity: 16 of them, plus or minus, are 65,536 statements.
    const string Churn = """
        CREATE TABLE hot (a int);
        CREATE FUNCTION churn(first int, count int) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
          FOR i IN 1..1000 LOOP PERFORM count(*) FROM hot; END LOOP;
          FOR i IN first..first + count - 1 LOOP
            EXECUTE 'SELECT 1' || replace(replace((i % 65536)::bit(16)::text, '0', ' +a'), '1', ' -a') || ' FROM hot';
          END LOOP;
        END $$
        """;
}
