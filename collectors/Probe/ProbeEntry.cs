using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A line of the catalogue: a kind of probe.</summary>
internal sealed record ProbeEntry(string Name, FamilySet Families, Func<ProbeTarget, TimeSpan, TimeProvider, ICollector> Create) : CollectorEntry(Name, Families);

/// <summary>One instance for every target that a configuration names.</summary>
static class ProbePlan
{
    // The probe keeps its own deadline, which is a result; the poll's, which would be an error, comes after it.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Probe;
        if (!config.Enabled)
            return [];
        return from target in config.Targets
               from entry in Catalogue.Probe
               let timeout = target.Timeout ?? config.Timeout
               let schedule = new PollSchedule(target.Interval ?? config.Interval, timeout + Grace, null, config.MaxSeries)
               select new CollectorInstance(entry.Name, target.Name, entry.Create(target, timeout, context.Clock), schedule, Labels(target));
    }

    static Dictionary<string, string> Labels(ProbeTarget target) => new(target.Labels)
    {
        ["name"] = target.Name,
        ["target"] = ProbeRequest.Label(target.Url),
    };
}
