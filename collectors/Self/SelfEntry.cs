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
        var schedule = PollSchedule.Of(config, config.MinAge);
        return from entry in Catalogue.Self
               select new CollectorInstance(entry.Name, "", entry.Create(context), schedule, []);
    }
}
