using System.Collections.ObjectModel;
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

    internal static IEnumerable<CollectorInstance> Instances(CollectorContext context)
    {
        var config = context.Config.Collectors.Probe;
        if (!config.Enabled)
            return [];
        var wait = LongestWait(config);
        var snapshots = Catalogue.Probe.ToDictionary(kind => kind, _ => new SnapshotPool());
        var schedules = new HashSet<PollSchedule>();
        var settings = new HashSet<ProbeSettings>();
        return from target in config.Targets
               let timeout = target.Timeout ?? config.Timeout
               let asked = Shared(settings, Settings(target))
               let probe = new ProbeAttempts(Create(target.Url, asked, timeout, context.Clock), asked, context.Clock)
               let schedule = Shared(schedules, Schedule(config, target, timeout) with { Turns = context.ProbeTurns, LongestWait = wait, Snapshots = snapshots[Kind(target.Url)] })
               select new CollectorInstance(Batch, target.Name, new ProbeCollector(probe, new(timeout)), schedule, Labels(target)) { Phase = schedule.Interval * Place(target.Name) };

        // Most targets have the same.
        static T Shared<T>(HashSet<T> all, T one)
        {
            if (all.TryGetValue(one, out var known))
                return known;
            all.Add(one);
            return one;
        }
    }

    /// <summary>Without what is the target's alone, and the probe does not read.</summary>
    static ProbeSettings Settings(ProbeTarget target) =>
        target with { Name = "", Url = "", Interval = null, Labels = ReadOnlyDictionary<string, string>.Empty };

    static PollSchedule Schedule(ProbeConfig config, ProbeTarget target, TimeSpan timeout) =>
        new(target.Interval ?? config.Interval, Deadline(target, timeout), null, config.MaxSeries);

    static TimeSpan Deadline(ProbeTarget target, TimeSpan timeout) => target.Longest(timeout) + PollSchedule.Grace;

    /// <summary>When none of the targets answers any more and all others come first.</summary>
    static TimeSpan LongestWait(ProbeConfig config) => config.Targets.Count <= config.Concurrency
        ? TimeSpan.Zero
        : config.Targets.Aggregate(TimeSpan.Zero, (sum, target) => sum + Deadline(target, target.Timeout ?? config.Timeout)) / config.Concurrency;

    /// <summary>
    /// Where in the interval a target has its place, from 0 to 1: spread evenly, and the same after a restart. FNV-1a and the end of
    /// MurmurHash3, which spreads names that differ in their last letter; a cryptographic hash would load OpenSSL for this alone, 4 MB.
    /// </summary>
    internal static double Place(string name)
    {
        var hash = 0xcbf29ce484222325;
        foreach (var letter in name)
            hash = (hash ^ letter) * 0x100000001b3;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return (hash >> 11) / (double)(1ul << 53);
    }

    /// <param name="url">Valid, as <see cref="Config.Validation"/> has it.</param>
    internal static IProbe Create(string url, ProbeSettings settings, TimeSpan timeout, TimeProvider clock) => Kind(url).Create(url, settings, timeout, clock);

    static ProbeEntry Kind(string url)
    {
        var scheme = url[..url.IndexOf(':', StringComparison.Ordinal)];
        return Catalogue.Probe.First(entry => entry.Schemes.Contains(scheme, StringComparer.OrdinalIgnoreCase));
    }

    static KeyValuePair<string, string>[] Labels(ProbeTarget target) =>
        [.. target.Labels, new("name", target.Name), new("target", ProbeRequest.Label(target.Url))];
}
