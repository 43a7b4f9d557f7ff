using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.EndToEnd;

/// <summary>A real Prometheus scrapes the agent, which watches a real PostgreSQL and a real web server, for a minute.</summary>
[Parallelizable(ParallelScope.Self)]
public sealed class PrometheusTests
{
    static readonly TimeSpan ScrapedFor = TimeSpan.FromSeconds(60);

    [Test]
    public async Task Prometheus_scrapes_the_agent_for_a_minute_without_a_complaint()
    {
        await using var postgres = await PostgresServer.StartAsync(15);
        await using var target = await TargetServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync($$"""
            web:
              listen: 127.0.0.1:{port}
            collectors:
              postgres:
                statements:
                  interval: 5s
                  timeout: 5s
                targets:
                  - dsn: {{postgres.Dsn()}}
              probe:
                interval: 2s
                timeout: 1s
                targets:
                  - name: api
                    url: {{new Uri(target.Http, "good")}}
            """);
        await using var prometheus = await Prometheus.StartAsync(Prometheus.Scraping(agent.Http.BaseAddress!));
        using var load = new CancellationTokenSource();
        var transactions = Load(postgres, load.Token);

        await Task.Delay(ScrapedFor);

        await Check("up{job=\"agent\"}", value => value == 1);
        await Check("min_over_time(up{job=\"agent\"}[50s])", value => value == 1);
        await Check("count_over_time(up{job=\"agent\"}[50s])", value => value > 40);
        await Check("pg_up", value => value == 1);
        await Check("rate(pg_stat_database_xact_commit{datname=\"postgres\"}[30s])", value => value is > 10 and < 10_000);
        await Check("sum(rate(node_cpu_seconds_total[30s]))", value => value > 0.9 * Environment.ProcessorCount && value < 1.1 * Environment.ProcessorCount);
        await Check("sum(rate(pg_stat_statements_calls_total[30s]))", value => value is > 10 and < 10_000);
        await Check("probe_success{name=\"api\"}", value => value == 1);
        await Check("agent_collector_success == 0", _ => false, series: 0);
        await Check("sum(agent_collector_series_dropped_total)", value => value == 0);
        await Check("time() - node_time_seconds", value => Math.Abs(value) < 5);
        Assert.That(prometheus.Log, Does.Not.Match("(?i)duplicate sample|out of order|out of bounds|append failed|scrape failed|level=error"));

        await load.CancelAsync();
        await transactions;
        Assert.That(await agent.StopAsync(), Is.Zero, agent.Log);

        async Task Check(string promql, Predicate<double> isSane, int series = 1)
        {
            var answer = await prometheus.QueryAsync(promql);
            Assert.That(series == 0 ? answer.Count == 0 : answer.Count > 0, $"{promql}: {answer.Count} series\n{agent.Log}");
            foreach (var one in answer)
                Assert.That(isSane(one.Value), $"{promql} = {one.Value} {string.Join(',', one.Labels)}");
        }
    }

    [Test]
    public async Task Promtool_accepts_the_exposition()
    {
        await using var postgres = await PostgresServer.StartAsync(PostgresServer.Majors[^1]);
        await using var target = await TargetServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync($$"""
            web:
              listen: 127.0.0.1:{port}
            collectors:
              postgres:
                statements:
                  interval: 1s
                  timeout: 1s
                targets:
                  - dsn: {{postgres.Dsn()}}
              probe:
                targets:
                  - name: api
                    url: {{new Uri(target.Http, "good")}}
            """);
        await Task.Delay(3000);

        var lint = await Promtool.CheckMetricsAsync(await agent.GetAsync());
        Assert.That(lint.ExitCode, Is.Not.EqualTo(1), $"it does not parse: {lint.Error}");
        var complaints = lint.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !IsTheFieldsOwn(line));
        Assert.That(complaints, Is.Empty);
    }

    /// <summary>promtool dislikes some names that users know: of the three exporters, of cAdvisor, and of OpenTelemetry for the .NET runtime.</summary>
    static bool IsTheFieldsOwn(string line) =>
        Array.Exists(["pg_", "node_", "probe_", "container_", "dotnet_"], (string prefix) => line.StartsWith(prefix, StringComparison.Ordinal));

    static async Task Load(PostgresServer postgres, CancellationToken stop)
    {
        await using var connection = await postgres.ConnectAsync(cancel: CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pg_class";
        while (!stop.IsCancellationRequested)
        {
            await command.ExecuteScalarAsync(CancellationToken.None);
            await Task.Delay(10, CancellationToken.None);
        }
    }
}
