using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>A line of the catalogue: a collector of this process.</summary>
internal sealed record SelfEntry(string Name, FamilySet Families, Func<CollectorContext, ICollector> Create) : CollectorEntry(Name, Families);

/// <summary>The collectors of this process, if a configuration asks for them.</summary>
static class SelfPlan
{
    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Self;
        if (!config.Enabled)
            return [];
        return from entry in Catalogue.Self
               // The report is of this very scrape: it costs nothing, and what it says has just changed.
               let minAge = entry.Name == Catalogue.Report ? TimeSpan.Zero : config.MinAge
               select new CollectorInstance(entry.Name, "", entry.Create(context), PollSchedule.Of(config, minAge), []);
    }
}
