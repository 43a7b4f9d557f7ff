using System.Diagnostics;
using MetricsAgent.Tests.Servers;

namespace MetricsAgent.Tests.Integration;

/// <summary>Several programs beside one agent, whose families have to go together into one exposition.</summary>
internal sealed class ScrapeConflictTests
{
    [Test]
    public async Task Families_that_disagree_are_exposed_under_the_first_ones_type_and_counted()
    {
        await using var first = await MetricsServer.StartAsync("# HELP a First.\n# TYPE a gauge\na 1\n");
        await using var second = await MetricsServer.StartAsync(
            "# HELP a Second.\n# TYPE a counter\na 2\n# HELP process_open_fds Theirs.\n# TYPE process_open_fds gauge\nprocess_open_fds 3\n# TYPE process_start_time_seconds histogram\nprocess_start_time_seconds_bucket{le=\"+Inf\"} 1\nprocess_start_time_seconds_sum 1\nprocess_start_time_seconds_count 1\n");
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(first.Address, "first") + $"""
                  - job: second
                    url: {second.Address}
            """);

        var text = await ScrapingAgent.UntilAsync(agent, text => text.Contains("a{", StringComparison.Ordinal) && text.Contains("job=\"second\"} 3", StringComparison.Ordinal));

        Assert.That(text, Does.Contain("# TYPE a gauge\na{"));
        Assert.That(text.Split('\n').Count(line => line.StartsWith("a{", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(text.Split('\n').Count(line => line.StartsWith("# TYPE process_open_fds ", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(text, Does.Not.Contain("process_start_time_seconds_bucket").And.Not.Contain("Theirs."));
        Assert.That(text, Does.Match("agent_scrape_conflicts_total\\{job=\"second\",instance=\"[^\"]*\",reason=\"type\"\\} [1-9]"));
        var lint = await Promtool.CheckMetricsAsync(text);
        Assert.That(lint.ExitCode, Is.Not.EqualTo(1), lint.Error);
    }

    [Test]
    public async Task Whatever_two_targets_expose_promtool_takes_it_and_the_first_one_in_the_configuration_is_right()
    {
        const string Histogram = "# HELP h_s H.\n# TYPE h_s histogram\nh_s_bucket{le=\"1\"} 1\nh_s_bucket{le=\"+Inf\"} 2\nh_s_sum 3\nh_s_count 2\n";
        await using var first = await MetricsServer.StartAsync();
        await using var second = await MetricsServer.StartAsync();
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(first.Address, "first") + $"""
                  - job: second
                    url: {second.Address}
            """);

        await Check(Histogram, "# TYPE h_s_bucket gauge\nh_s_bucket 1\n# TYPE h_s_count counter\nh_s_count 1\n", "# TYPE h_s histogram", "# TYPE h_s_bucket");
        Assert.That(() => agent.Log, Does.Contain($"h_s_bucket is left out: h_s has the type histogram in {first.Address}, which comes first").After(10_000, 50));
        await Check("# TYPE h_s_bucket gauge\nh_s_bucket 1\n# TYPE h_s_count counter\nh_s_count 1\n", Histogram, "# TYPE h_s_bucket gauge", "# TYPE h_s histogram");
        await Check(Histogram, "# TYPE h_s gauge\nh_s_bucket{le=\"+Inf\"} 1\n", "# TYPE h_s histogram", "# TYPE h_s_bucket");
        await Check("a_s 1\n", "# TYPE n_s histogram\nn_s_bucket{le=\"+Inf\"} -3\nn_s_sum 1\nn_s_count -3\n", "# TYPE a_s ", "n_s_bucket");
        await Check("a_s 1\nb_s 2", "c_s 3", "b_s{", "has no end");

        async Task Check(string one, string other, string want, string not)
        {
            (first.Answer, second.Answer) = (MetricsServer.Of(one), MetricsServer.Of("mark_two 1\n" + other));
            string text;
            var began = Stopwatch.GetTimestamp();
            do
            {
                text = await agent.GetAsync();
                var lint = await Promtool.CheckNewestMetricsAsync(text);
                Assert.That(lint.ExitCode, Is.Not.EqualTo(1), $"{lint.Error}\n{text}");
                Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(ScrapingAgent.Patience), $"{want} without {not}\n{text}");
            }
            while (!text.Contains(want, StringComparison.Ordinal) || text.Contains(not, StringComparison.Ordinal) || !text.Contains("mark_two{", StringComparison.Ordinal));
        }
    }

    [Test]
    public async Task A_real_Prometheus_scrapes_the_agent_and_sees_both_jobs()
    {
        await using var exporter = await Exporter.OfNodeAsync();
        // The unit would spoil everything, if it were passed on.
        await using var app = await MetricsServer.StartAsync("# TYPE app counter\n# UNIT app seconds\napp_total{trace=\"x\"} 5 # {trace_id=\"y\"} 1\n# EOF\n", MetricsServer.OpenMetrics);
        await using var agent = await AgentProcess.StartAsync(ScrapingAgent.Configuration(exporter.Address, "node") + $"""
                  - job: api
                    url: {app.Address}
            """);
        await using var prometheus = await Prometheus.StartAsync(Prometheus.Scraping(agent.Http.BaseAddress!).Replace("- job_name: agent", "- job_name: agent\n    honor_labels: true", StringComparison.Ordinal));

        var began = Stopwatch.GetTimestamp();
        while ((await prometheus.QueryAsync("up{job=~\"node|api\"} == 1")).Count < 2 || (await prometheus.QueryAsync("app_total{job=\"api\"}")).Count < 1)
        {
            Assert.That(Stopwatch.GetElapsedTime(began), Is.LessThan(ScrapingAgent.Patience), prometheus.Log);
            await Task.Delay(200);
        }

        Assert.That((await prometheus.QueryAsync("node_load1{job=\"node\"}")).Count, Is.EqualTo(1));
        Assert.That((await prometheus.QueryAsync("up{job=\"agent\"}")).Single().Value, Is.EqualTo(1));
        Assert.That(prometheus.Log, Does.Not.Match("(?i)duplicate sample|out of order|out of bounds|append failed|scrape failed|level=error"));
    }
}
