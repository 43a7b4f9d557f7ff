using System.Globalization;
using System.Text.RegularExpressions;
using MetricsAgent.Config;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>A <c>queries.yaml</c> that was written for postgres_exporter, beside the real postgres_exporter.</summary>
[TestFixtureSource(typeof(PostgresServer), nameof(PostgresServer.Majors))]
internal sealed partial class ExporterQueriesTests(int major)
{
    const string Queries = """
        shop_replication:
          query: "SELECT pg_is_in_recovery()::int AS is_in_recovery, extract(epoch FROM (now() - pg_last_xact_replay_timestamp())) AS lag"
          master: true
          metrics:
            - is_in_recovery:
                usage: "GAUGE"
                description: "Is server in recovery mode"
        shop_postmaster:
          query: "SELECT pg_postmaster_start_time AS start_time_seconds FROM pg_postmaster_start_time()"
          metrics:
            - start_time_seconds: {usage: "GAUGE", description: "Time at which postmaster started"}
        shop_tables:
          query: |
            SELECT current_database() datname, schemaname, relname, seq_scan, n_live_tup, last_vacuum, true AS seen, 'x' AS word, 1.25::numeric AS ratio
            FROM pg_stat_user_tables
          cache_seconds: 30
          metrics:
            - datname: {usage: "LABEL", description: "Name of current database"}
            - schemaname: {usage: "LABEL", description: "Name of the schema"}
            - relname: {usage: "LABEL", description: "Name of this table"}
            - seq_scan: {usage: "COUNTER", description: "Number of sequential scans"}
            - n_live_tup: {usage: "GAUGE", description: "Estimated number of live rows"}
            - last_vacuum: {usage: "GAUGE", description: "Last time at which this table was vacuumed"}
            - word: {usage: "DISCARD", description: "Not wanted"}
        shop_latency:
          query: |
            SELECT flag, ARRAY[0.1, 1, 10]::float8[] AS seconds, ARRAY[1, 5, 9]::bigint[] AS seconds_bucket, 12.5::float8 AS seconds_sum, 10::bigint AS seconds_count
            FROM (VALUES (true), (false)) v(flag)
          metrics:
            - flag: {usage: "LABEL", description: "Which"}
            - seconds: {usage: "HISTOGRAM", description: "Latency"}
        """;

    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    [Test, CancelAfter(60_000)]
    public async Task The_agent_exposes_the_same_series_as_postgres_exporter(CancellationToken cancel)
    {
        await using var server = await PostgresServer.StartAsync(major);
        await server.ExecuteAsync("create table orders as select 1 as n; create table \"odd \\ \"\" name\" ()");
        await server.ExecuteAsync("vacuum orders");
        // Before 15 a process of its own gathers the statistics, and takes its time.
        while (!await server.ScalarAsync<bool>("select exists (select from pg_stat_user_tables where last_vacuum is not null)"))
            await Task.Delay(100, cancel);
        using var directory = new TemporaryDirectory("queries");
        var file = directory.Write("queries.yaml", Queries);

        var theirs = await ExporterAsync(server, file);
        var ours = await AgentAsync(server, file);
        Assert.That(theirs, Has.Count.GreaterThan(20));
        Assert.That(ours.Keys, Is.EquivalentTo(theirs.Keys));
        foreach (var (series, value) in theirs)
        {
            // It cuts moments off to seconds.
            Assert.That(ours[series], Is.EqualTo(value).Within(series.Contains("start_time", StringComparison.Ordinal) || series.Contains("last_vacuum", StringComparison.Ordinal) ? 1 : 0), series);
        }
    }

    static async Task<Dictionary<string, double>> AgentAsync(PostgresServer server, string file)
    {
        var loaded = ConfigLoader.Load("agent.yaml", $"collectors: {{postgres: {{queries_files: [{file}]}}}}", _ => null);
        Assert.That(loaded.Errors, Is.Empty);
        var config = loaded.Config!.Collectors.Postgres;
        await using var polls = new PostgresPolls(new PostgresTarget { Dsn = server.Dsn() }, config);
        var text = "";
        foreach (var query in config.Queries)
        {
            var poll = await polls.PollAsync($"postgres.queries[{query.Name}]");
            Assert.That(poll.Missing, Is.Empty, query.Name);
            text += poll.Text;
        }

        return Series(text);
    }

    static async Task<Dictionary<string, double>> ExporterAsync(PostgresServer server, string file)
    {
        var program = TestCache.Find("prometheus-postgres-exporter", TestCache.Folder("peers/usr/bin"))
            ?? throw new FileNotFoundException("no prometheus-postgres-exporter; tests/Benchmarks/fetch-peers.sh fetches it");
        var port = FreePort.Next();
        var environment = new Dictionary<string, string?> { ["DATA_SOURCE_NAME"] = $"{server.Dsn()}?sslmode=disable" };
        await using var exporter = ServerProcess.Start(program, [$"--web.listen-address=127.0.0.1:{port}", $"--extend.query-path={file}", "--disable-default-metrics"], environment);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        var text = "";
        await exporter.WaitUntilAsync("answering", async cancel => (text = await http.GetStringAsync("metrics", cancel)).Contains("shop_", StringComparison.Ordinal), StartTimeout);
        return Series(text);
    }

    /// <summary>Each with the type of its family and its labels sorted. NULL is NaN there and nothing here.</summary>
    static Dictionary<string, double> Series(string text)
    {
        var type = "";
        var series = new Dictionary<string, double>();
        foreach (var line in text.Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                type = line;
            else if (line.StartsWith("shop_", StringComparison.Ordinal) && line[(line.LastIndexOf(' ') + 1)..] is not "NaN" and var value)
                series.Add($"{type}: {Sorted(line[..line.LastIndexOf(' ')])}", double.Parse(value, CultureInfo.InvariantCulture));
        }

        return series;
    }

    static string Sorted(string series) => series.Split('{')[0] + string.Join(',', Label().Matches(series).Select(match => match.Value).Order(StringComparer.Ordinal));

    [GeneratedRegex("""\w+="(?:[^"\\]|\\.)*" ?""")]
    private static partial Regex Label();
}
