using MetricsAgent.Collectors;
using MetricsAgent.Tests.Golden;
using MetricsAgent.Tests.Servers;
using MetricsAgent.Tests.Unit.Collectors.Node;

namespace MetricsAgent.Tests.Contract.Exporter;

/// <summary>The newest node_exporter and the agent beside it on this machine: what both have is the same, and what only the exporter has is known.</summary>
internal sealed class NodeExporterTests
{
    /// <summary>A busy machine can keep a poll from ending before the scrape that asked for it is answered.</summary>
    const int Attempts = 10;

    [Test]
    public async Task The_machine_is_the_same_to_both()
    {
        await using var exporter = await Servers.Exporter.OfNodeAsync();
        await using var agent = await AgentProcess.StartAsync("collectors:\n  postgres: {enabled: false}\n  node: {interval: 10m, min_age: 1ms}\n");
        IReadOnlyList<string> complaints = [];
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var before = ScrapedText.Parse(await exporter.ScrapeAsync());
            var ours = ScrapedText.Parse(await agent.GetAsync("metrics/node"));
            var after = ScrapedText.Parse(await exporter.ScrapeAsync());
            var comparison = new NodeComparison(before, ours, after);
            complaints = comparison.Complaints();
            if (complaints.Count > 0)
                continue;

            TestContext.Out.WriteLine($"only node_exporter: {string.Join(' ', comparison.OnlyTheirs)}");
            TestContext.Out.WriteLine($"only the agent: {string.Join(' ', comparison.OnlyOurs)}");
            Assert.That(comparison.Common.Count(), Is.GreaterThan(170));
            return;
        }

        Assert.That(complaints, Is.Empty);
    }

    /// <summary>Hardware that no machine has all of.</summary>
    [TestCase("server")]
    [TestCase("vm")]
    public async Task A_recorded_machines_hardware_is_the_same_to_both(string tree)
    {
        var folder = FixtureTree.Folder(tree);
        await using var exporter = await Servers.Exporter.OfNodeAsync(
        [
            $"--path.procfs={folder}/proc", $"--path.sysfs={folder}/sys", "--collector.disable-defaults",
            .. HardwareTests.Names.Select(name => $"--collector.{name}"),
        ]);
        var theirs = ScrapedText.Parse((await exporter.ScrapeAsync()).Replace($"{folder}/sys/", "/sys/", StringComparison.Ordinal));
        var collectors = HardwareTests.Names.Select(name => Array.Find(Catalogue.Node, entry => entry.Name == $"node.{name}")!);
        var ours = ScrapedText.Parse(await Exposed.Text([.. collectors.Select(entry => entry.Create(FixtureTree.Files(tree), TimeProvider.System))]));

        var failed = theirs["node_scrape_collector_success"].Samples.Where(sample => sample.Value == 0).Select(sample => sample.Labels["collector"]);
        TestContext.Out.WriteLine($"nothing to node_exporter: {string.Join(' ', failed)}");
        var comparison = new NodeComparison(theirs, ours, theirs);
        Assert.Multiple(() =>
        {
            Assert.That(comparison.Complaints().Where(complaint => !complaint.StartsWith("node_exporter_build_info", StringComparison.Ordinal) && !complaint.StartsWith("node_scrape_collector", StringComparison.Ordinal)), Is.Empty);
            Assert.That(comparison.OnlyOurs, Is.Empty);
        });
    }
}
