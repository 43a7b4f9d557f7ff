using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Unit.Config;

internal sealed class QueriesFilesTests
{
    const string Exporter = """
        pg_shop:
          query: "select channel, count(*) as orders, '$HOME ${X}' as text from orders where name ~ 'x$$' group by channel"
          master: true
          cache_seconds: 30
          runonserver: ">=13.0.0"
          metrics:
            - channel:
                usage: "LABEL"
                description: "Where the order came from"
            - orders: {usage: "COUNTER", description: "Orders"}
            - seconds: {usage: HISTOGRAM, description: Latency}
            - state: {usage: MAPPEDMETRIC, description: State, metric_mapping: {up: 1, down: 0}}
            - took: {usage: DURATION, description: Time}
            - id: {usage: DISCARD}
        """;

    TemporaryDirectory directory = null!;

    [SetUp]
    public void CreateDirectory() => directory = new("queries");

    [TearDown]
    public void RemoveDirectory() => directory.Dispose();

    [Test]
    public void Queries_of_files_and_of_the_configuration_are_one_list()
    {
        Directory.CreateDirectory(directory.File("queries"));
        directory.Write("queries/b.yaml", "queries:\n  - {name: b, sql: select 1 as n, interval: '${INTERVAL}', values: {n: {}}}\n");
        directory.Write("queries/a.yml", "queries:\n  - {name: a, sql: select 1 as n, values: {n: {}}}\n");
        directory.Write("queries/README.md", "not read");
        directory.Write("queries.yaml", Exporter);
        var config = Valid("[queries, queries.yaml, 'queries/*.yaml']", "[{name: inline, sql: select 1 as n, values: {n: {}}}]");

        Assert.That(config.Queries.Select(query => query.Name), Is.EqualTo(["inline", "a", "b", "pg_shop"]));
        Assert.That(config.Queries[2].Interval, Is.EqualTo(TimeSpan.FromSeconds(30)));
        Assert.That(config.QueriesFiles, Is.Empty, "what is shown would load them twice");
    }

    [Test]
    public void A_file_of_postgres_exporter_keeps_its_names_kinds_and_labels()
    {
        directory.Write("queries.yaml", Exporter);
        var query = Valid("[queries.yaml]").Queries.Single();

        Assert.That(query.Sql, Does.Contain("'$HOME ${X}'").And.Contain("'x$$'"), "it knows no variables");
        Assert.That((query.Interval, query.Labels, query.ExporterStyle, query.Scope), Is.EqualTo((TimeSpan.FromSeconds(30), (string[])["channel"], true, QueryScope.Cluster)));
        Assert.That(query.Values.Select(value => (query.Metric(value.Key), value.Value.Type)), Is.EqualTo(new[]
        {
            ("pg_shop_orders", QueryValueType.Counter), ("pg_shop_seconds", QueryValueType.Histogram), ("pg_shop_state", QueryValueType.Gauge),
            ("pg_shop_took_milliseconds", QueryValueType.Duration), ("pg_shop_id", QueryValueType.Discard),
        }));
        Assert.That(query.Values["state"].Mapping["up"], Is.EqualTo(1));
        Assert.That((query.RunsOnVersion(120_011), query.RunsOnVersion(150_018)), Is.EqualTo((false, true)));
    }

    [Test]
    public void Errors_name_the_file_that_they_are_in_and_come_all_at_once()
    {
        directory.Write("own.yaml", "queries:\n  - {name: a, sql: select 1, intervall: 5s, values: {n: {}}}\n");
        directory.Write("theirs.yaml", "a:\n  query: select 1\n  metrics:\n    - n: {usage: gauge}\n    - m: {usage: GAUGE, unit: x}\npg:\n  query: select 1\n  metrics:\n    - up: {usage: GAUGE}\n");
        directory.Write("broken.yaml", "a: [\n");
        var errors = Errors("[own.yaml, theirs.yaml, broken.yaml, none.yaml, none/*.yaml]");

        Assert.That(errors, Is.EqualTo("""
            agent.yaml:3:57: collectors.postgres.queries_files[3] names none.yaml: no such file
            agent.yaml:3:68: collectors.postgres.queries_files[4] is in no directory that exists
            own.yaml:2:30: unknown key 'intervall' in queries[0] (did you mean 'interval'?)
            theirs.yaml:2:3: a must be unique, but there is the query 'a' at own.yaml:2:12 too
            theirs.yaml:4:18: a.metrics[0].n.usage must be one of COUNTER, GAUGE, HISTOGRAM, MAPPEDMETRIC, DURATION, LABEL, DISCARD, not 'gauge' (did you mean GAUGE?)
            theirs.yaml:5:25: unknown key 'unit' in a.metrics[1].m (known are usage, description, metric_mapping)
            theirs.yaml:9:11: pg.metrics[0].up must make another name: 'pg_up' is a metric of the collector postgres.instance, leave it out here
            broken.yaml:2:1: not valid YAML: while parsing a node, did not find expected node content

            """));
    }

    [Test]
    public void A_pattern_or_a_directory_without_files_is_a_warning()
    {
        Directory.CreateDirectory(directory.File("later"));
        directory.Write("later/README.md", "not read");
        var result = Load("[later, 'later/*.yml']", "[]");

        Assert.That(result.IsValid);
        Assert.That(result.Warnings.Select(warning => $"{warning}".Replace(directory.Path, "", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "/agent.yaml:3:21: warning: collectors.postgres.queries_files[0] names a directory without a file that ends in .yaml or .yml: 'later', looked for in /later",
            "/agent.yaml:3:28: warning: collectors.postgres.queries_files[1] matches no file: 'later/*.yml', looked for in /later",
        }));
    }

    [Test]
    public void What_is_shown_of_files_loads_to_the_same()
    {
        directory.Write("queries.yaml", Exporter);
        var shown = ConfigShow.Render(Load("[queries.yaml]", "[]").Config!);
        Assert.That(ConfigShow.Render(ConfigFiles.LoadValid(shown)), Is.EqualTo(shown));
    }

    PostgresConfig Valid(string files, string queries = "[]")
    {
        var result = Load(files, queries);
        Assert.That(ConfigFiles.Errors(result), Is.Empty);
        return result.Config!.Collectors.Postgres;
    }

    string Errors(string files) => ConfigFiles.Errors(Load(files, "[]")).Replace(directory.Path + "/", "", StringComparison.Ordinal);

    ConfigResult Load(string files, string queries) =>
        ConfigFiles.Load($"collectors:\n  postgres:\n    queries_files: {files}\n    queries: {queries}\n", directory.File("agent.yaml"));
}
