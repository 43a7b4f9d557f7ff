using MetricsAgent.Tests.Servers;

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
}
