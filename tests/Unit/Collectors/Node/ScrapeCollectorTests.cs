using MetricsAgent.Collectors.Node;

namespace MetricsAgent.Tests.Unit.Collectors.Node;

internal sealed class ScrapeCollectorTests
{
    [Test]
    public void Node_collectors_go_by_node_exporters_names_and_only_those_that_have_run() => Assert.That(
        Emitted.By(samples => ScrapeCollector.Emit(samples, new("0.1.0", "43f33a1", "10.0.1", "x64"),
        [
            new("node.cpu", "", true, TimeSpan.FromMilliseconds(3), null, [], 0, 0),
            new("node.vmstat", "", false, TimeSpan.FromMilliseconds(1), null, [], 0, 0),
            new("node.arp", "", null, TimeSpan.Zero, null, [], 0, 0),
            new("node.scrape", "", true, TimeSpan.FromMilliseconds(5), null, [], 0, 0),
            new("postgres", "main", true, TimeSpan.FromMilliseconds(20), null, [], 0, 0),
        ])),
        Is.EqualTo(new[]
        {
            """node_exporter_build_info{version="0.1.0",revision="43f33a1",branch="metrics-agent",goos="linux",goarch="amd64"} 1""",
            """node_scrape_collector_duration_seconds{collector="cpu"} 0.003""",
            """node_scrape_collector_duration_seconds{collector="vmstat"} 0.001""",
            """node_scrape_collector_success{collector="cpu"} 1""",
            """node_scrape_collector_success{collector="vmstat"} 0""",
        }));
}
