using MetricsAgent.Config;
using MetricsAgent.Exposition;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Scrape;

/// <summary>A line of the catalogue: the metrics of the programs beside the agent.</summary>
internal sealed record ScrapeEntry(string Name, FamilySet Families) : CollectorEntry(Name, Families);

/// <summary>One instance for every target that a configuration names.</summary>
static class ScrapePlan
{
    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Scrape;
        if (!config.Enabled)
            return [];
        var claims = new FamilyClaims(Catalogue.OwnFamily);
        return from indexed in config.Targets.Index()
               let target = indexed.Item
               let timeout = target.Timeout ?? config.Timeout
               let schedule = new PollSchedule(target.Interval ?? config.Interval, timeout + PollSchedule.Grace, config.MinAge, config.MaxSeries + ScrapeTargetCollector.Reports)
               let collector = new ScrapeTargetCollector(target, indexed.Index, config.MaxSeries, timeout, claims, context.Clock)
               select new CollectorInstance(Catalogue.Scrape.Name, Name(config, target), collector, schedule, []);
    }

    /// <summary>The job, and which one of it where it has several.</summary>
    static string Name(ScrapeConfig config, ScrapeTarget target) =>
        config.Targets.Count(other => other.Job == target.Job) > 1 ? $"{target.Job}/{target.InstanceLabel}" : target.Job;
}
