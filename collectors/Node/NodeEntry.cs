using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Node;

/// <summary>A line of the catalogue: a collector of the machine.</summary>
internal sealed record NodeEntry(string Name, FamilySet Families, Func<NodeFiles, TimeProvider, ICollector> Create) : CollectorEntry(Name, Families)
{
    /// <summary>For a command that polls once; null where that makes no difference.</summary>
    internal Func<NodeFiles, TimeProvider, ICollector>? CreateForOnce { get; init; }
}

/// <summary>The line of the catalogue that reports on the others.</summary>
internal sealed record NodeScrapeEntry(string Name, FamilySet Families) : CollectorEntry(Name, Families);

/// <summary>Which node collectors a configuration asks for.</summary>
static class NodePlan
{
    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Node;
        if (!config.Enabled)
            yield break;

        var files = new NodeFiles(config);
        var schedule = PollSchedule.Of(config, config.MinAge);
        foreach (var entry in Catalogue.Node)
        {
            if (IsOn(entry, config))
            {
                var create = context.IsOnce && entry.CreateForOnce is { } forOnce ? forOnce : entry.Create;
                yield return new(entry.Name, "", create(files, context.Clock), schedule, []);
            }
        }

        // As the agent's own report: it is of this very scrape.
        var scrape = Catalogue.NodeScrape;
        if (IsOn(scrape, config))
            yield return new(scrape.Name, "", new ScrapeCollector(context.Polls), schedule with { MinAge = TimeSpan.Zero }, []);
    }

    static bool IsOn(CollectorEntry entry, NodeConfig config) => config.Wants(entry.Name["node.".Length..], entry.IsOptIn);
}
