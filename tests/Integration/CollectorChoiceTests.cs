using System.Text.Json;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>What <c>metrics</c> and <c>check</c> are asked for by name, on a real server.</summary>
internal sealed class CollectorChoiceTests
{
    PostgresServer server = null!;
    TemporaryDirectory directory = null!;

    [OneTimeSetUp]
    public async Task StartServer()
    {
        server = await PostgresServer.StartAsync(PostgresServer.Majors[^1]);
        directory = new("choice");
        await server.ExecuteAsync("create table orders (id bigserial primary key)");
        await File.WriteAllTextAsync(directory.File("agent.yaml"), $"collectors:\n  postgres:\n    targets: [{{dsn: '{server.Dsn()}'}}]\n    queries:\n"
            + "      - {name: one, sql: select 1 as n, values: {n: {}}}\n"
            + "      - {name: two, sql: select 2 as n, values: {n: {}}}\n");
    }

    [OneTimeTearDown]
    public async Task StopServer()
    {
        directory.Dispose();
        await server.DisposeAsync();
    }

    [Test]
    public async Task A_line_of_the_catalogue_that_is_polled_with_others_shows_only_its_own_families()
    {
        var tables = await RunAsync("metrics", "postgres.tables");
        Assert.That(Families(tables), Is.Not.Empty.And.All.Match("^pg_stat(io)?_user_tables_"));
        Assert.That(tables, Does.Contain("""pg_stat_user_tables_n_tup_ins{datname="postgres",schemaname="public",relname="orders"} 0"""));

        Assert.That(Families(await RunAsync("metrics", "postgres.activity", "postgres.database_size")),
            Has.Some.EqualTo("pg_database_size_bytes").And.Some.EqualTo("pg_stat_activity_count").And.None.StartsWith("pg_stat_user_tables_").And.None.EqualTo("pg_up"));
        Assert.That(Families(await RunAsync("metrics", "postgres.settings")), Has.Some.EqualTo("pg_settings_work_mem_bytes").And.All.StartsWith("pg_"));
        Assert.That(Families(await RunAsync("metrics", "postgres.tables", "postgres.databases")), Has.Some.StartsWith("pg_stat_user_indexes_"));
        Assert.That(await RunAsync("check", "postgres.tables"), Does.Match(@"(?m)^postgres\.databases +up ").And.Not.Match(@"(?m)^postgres +"));
    }

    [Test]
    public async Task One_query_can_be_asked_for_by_the_name_that_check_prints()
    {
        Assert.That(await RunAsync("check", "postgres.queries"), Does.Contain("postgres.queries[one]"));
        Assert.That(Families(await RunAsync("metrics", "postgres.queries[one]")), Is.EqualTo(["one_n"]));
        Assert.That(await RunAsync("check", "postgres.queries[two]"), Does.Match(@"(?m)^postgres\.queries\[two\] +up ").And.Not.Contain("[one]"));

        var nobody = await AgentProcess.RunAsync("metrics", "postgres.queries[tow]", "--config", directory.File("agent.yaml"));
        Assert.That((nobody.ExitCode, nobody.Error.Trim()), Is.EqualTo((2,
            "metrics-agent: 'postgres.queries' has no 'tow'. Did you mean 'two'? There are: postgres.queries[one], postgres.queries[two].")));
    }

    [Test]
    public async Task A_query_goes_by_its_own_name_on_every_target_that_has_it()
    {
        Assert.That(await CheckAsync("one"), Is.EqualTo(0));
        Assert.That(await CheckAsync("later"), Is.EqualTo(0), "it is for another version");
        Assert.That(await CheckAsync("none"), Is.EqualTo(2), "it has given no value");
        Assert.That(await CheckAsync("a/none"), Is.EqualTo(2));

        async Task<int> CheckAsync(string query)
        {
            var run = await AgentProcess.RunAsync("check", $"postgres.queries[{query}]", "--config", NamedTarget());
            Assert.That(run.Output, Does.Match($@"(?m)^postgres\.queries\[a/{query[(query.IndexOf('/') + 1)..]}\] "), run.Error);
            return run.ExitCode;
        }
    }

    [Test]
    public async Task Messages_beside_the_metrics_name_the_part_as_check_does()
    {
        var run = await AgentProcess.RunAsync("metrics", "postgres.queries[half]", "--config", NamedTarget());
        Assert.That((run.ExitCode, run.Error), Is.EqualTo((0, "metrics-agent: postgres.queries[a/half]: gone: column gone: the result has no such column\n")));
    }

    string NamedTarget() => directory.Write("named.yaml", $"""
        collectors:
          postgres:
            targets: [{"{"}name: a, dsn: '{server.Dsn()}'{"}"}]
            queries:
              - {"{name: one, sql: select 1 as n, values: {n: {}}}"}
              - {"{name: half, sql: select 1 as n, values: {n: {}, gone: {}}}"}
              - {"{name: none, sql: select 1 as n, values: {gone: {}}}"}
              - {"{name: later, sql: select 1 as n, min_version: 99, values: {n: {}}}"}
        """);

    [Test]
    public async Task A_scrape_can_ask_for_a_line_of_the_catalogue_or_leave_it_out()
    {
        await using var agent = await AgentProcess.StartAsync($"collectors:\n  postgres:\n    targets: [{{dsn: '{server.Dsn()}'}}]\n");
        for (var tries = 0; tries < 100 && !(await agent.GetAsync()).Contains("pg_stat_activity_count{", StringComparison.Ordinal); tries++)
            await Task.Delay(100);
        Assert.That(Families(await agent.GetAsync("metrics?collect[]=postgres.activity&collect[]=loadavg")),
            Has.Some.EqualTo("pg_stat_activity_count").And.Some.EqualTo("node_load1").And.None.EqualTo("pg_up").And.None.StartsWith("pg_locks"));
        Assert.That(Families(await agent.GetAsync("metrics?exclude[]=postgres.activity")),
            Has.Some.EqualTo("pg_up").And.Some.EqualTo("node_load1").And.None.EqualTo("pg_stat_activity_count"));
    }

    [Test]
    public async Task A_line_that_is_switched_off_cannot_be_asked_for()
    {
        var off = await AgentProcess.RunAsync("metrics", "postgres.bloat", "--config", directory.File("agent.yaml"));
        Assert.That(off.ExitCode, Is.EqualTo(2));
        Assert.That(off.Error, Does.StartWith("metrics-agent: 'postgres.bloat' is not switched on by this configuration"));
    }

    [Test]
    public async Task The_list_says_who_polls_what()
    {
        Assert.That(await RunAsync("collectors", "list"), Does.Match(@"(?m)^postgres\.tables +yes +postgres\.databases ").And.Match(@"(?m)^postgres\.bloat +no +postgres\.databases ")
            .And.Match(@"(?m)^postgres\.statements +yes +itself "));
        using var json = JsonDocument.Parse(await RunAsync("collectors", "list", "--output", "json"));
        var tables = json.RootElement.EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == "postgres.tables");
        Assert.That((tables.GetProperty("polled_by").GetString(), tables.GetProperty("on").GetBoolean()), Is.EqualTo(("postgres.databases", true)));
    }

    async Task<string> RunAsync(params string[] arguments)
    {
        var result = await AgentProcess.RunAsync([.. arguments, "--config", directory.File("agent.yaml")], null);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        return result.Output;
    }

    static IEnumerable<string> Families(string text) =>
        from line in text.Split('\n') where line.StartsWith("# TYPE ", StringComparison.Ordinal) select line.Split(' ')[2];
}
