using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Probe;

/// <summary>A line of the catalogue: families that probes have in common.</summary>
internal sealed record ProbePartEntry(string Name, FamilySet Families) : CollectorEntry(Name, Families)
{
    public override string PolledBy => Domain;
}

/// <summary>Makes a probe.</summary>
/// <param name="url">Its scheme is one of the kind's.</param>
/// <param name="timeout">Of the whole probe.</param>
delegate IProbe CreateProbe(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock);

/// <summary>A line of the catalogue: a kind of probe, and the schemes of the URLs that ask for it.</summary>
internal sealed record ProbeEntry(string Name, FamilySet Families, string[] Schemes, CreateProbe Create) : CollectorEntry(Name, Families)
{
    public override string PolledBy => Domain;
}

/// <summary>One instance for every target that a configuration names.</summary>
static class ProbePlan
{
    const string Batch = "probe";

    // The probe keeps its own deadline, which is a result; the poll's, which would be an error, comes after it.
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Probe;
        if (!config.Enabled)
            return [];
        return from target in config.Targets
               let timeout = target.Timeout ?? config.Timeout
               let probe = Create(target.Url, target, timeout, context.Clock)
               let schedule = new PollSchedule(target.Interval ?? config.Interval, timeout + Grace, null, config.MaxSeries)
               select new CollectorInstance(Batch, target.Name, new ProbeCollector(probe), schedule, Labels(target));
    }

    /// <param name="url">Valid, as <see cref="Config.Validation"/> has it.</param>
    internal static IProbe Create(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock)
    {
        var scheme = url[..url.IndexOf(':', StringComparison.Ordinal)];
        var kind = Catalogue.Probe.First(entry => entry.Schemes.Contains(scheme, StringComparer.OrdinalIgnoreCase));
        return kind.Create(url, settings, timeout, clock);
    }

    static Dictionary<string, string> Labels(ProbeTarget target) => new(target.Labels)
    {
        ["name"] = target.Name,
        ["target"] = ProbeRequest.Label(target.Url),
    };
}
