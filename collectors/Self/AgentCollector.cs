using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors.Self;

/// <summary>How the agent's own collectors fare, and which build of the agent this is.</summary>
internal sealed class AgentCollector(Func<IReadOnlyList<PollReading>> polls) : ICollector
{
    internal static readonly FamilySet Families = new("metrics-agent");

    static readonly Family Build = Families.Info("agent_build_info", "Build of the agent and the .NET runtime it runs on.", "version", "revision", "runtime", "architecture");
    static readonly Family Success = Families.Gauge("agent_collector_success", "1 when the collector's last poll found what it was to read, otherwise 0.", "collector", "target");
    static readonly Family Duration = Families.Gauge("agent_collector_duration_seconds", "Duration of the collector's last poll, in seconds.", "collector", "target");
    static readonly Family LastSuccess = Families.Gauge("agent_collector_last_success_timestamp_seconds", "Unix time at which the collector's last successful poll ended, in seconds.", "collector", "target");
    static readonly Family Unavailable = Families.Gauge("agent_collector_unavailable", "1 for a collector, or a part of one, that had nothing to read in its last poll.", "collector", "target", "reason");
    static readonly Family Dropped = Families.Counter("agent_collector_series_dropped_total", "Series left out because the collector's budget was used up or their labels came twice.", "collector", "target", "reason");

    public ValueTask CollectAsync(Samples samples, CancellationToken cancel)
    {
        Emit(samples, AgentBuild.Current, polls());
        return ValueTask.CompletedTask;
    }

    internal static void Emit(Samples samples, AgentBuild build, IReadOnlyList<PollReading> polls)
    {
        samples.AddInfo(Build, build.Version, build.Revision, build.Runtime, build.Architecture);
        foreach (var poll in polls)
            Emit(samples, poll);
    }

    static void Emit(Samples samples, PollReading poll)
    {
        if (poll.Success is { } success)
        {
            samples.Add(Success, success ? 1 : 0, poll.Collector, poll.Target);
            samples.Add(Duration, poll.Duration.TotalSeconds, poll.Collector, poll.Target);
        }

        if (poll.LastSuccess is { } last)
            samples.Add(LastSuccess, last.ToUnixTimeMilliseconds() / 1000.0, poll.Collector, poll.Target);
        foreach (var (part, reason, _) in poll.Unavailable)
            samples.Add(Unavailable, 1, Name(poll.Collector, part), poll.Target, reason.Label());
        samples.Add(Dropped, poll.DroppedOverBudget, poll.Collector, poll.Target, "budget");
        samples.Add(Dropped, poll.DroppedDuplicates, poll.Collector, poll.Target, "duplicate");
    }

    /// <summary>A part goes by its line in the catalogue: <c>postgres.activity</c>.</summary>
    static string Name(string collector, string part) => part.Length == 0 ? collector : $"{collector}.{part}";
}
