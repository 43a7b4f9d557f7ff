using MetricsAgent.Collectors.Self;
using MetricsAgent.Config;
using MetricsAgent.Metrics;

namespace MetricsAgent.Collectors;

/// <summary>A line of the catalogue.</summary>
/// <param name="Name">Domain and name: <c>node.cpu</c>; the domain is also the path below <c>/metrics</c>.</param>
/// <param name="Families">Everything it declares.</param>
public abstract record CollectorEntry(string Name, FamilySet Families)
{
    /// <summary>Off unless the configuration enables it: it costs too much, or needs too much, for everybody.</summary>
    public bool IsOptIn { get; init; }

    /// <summary>The name of the instance whose poll reads it.</summary>
    public virtual string PolledBy => Name;

    public string Domain => Name[..Name.IndexOf('.', StringComparison.Ordinal)];
}

/// <summary>One collector at work: what is polled, when, and under which labels.</summary>
/// <param name="Name">The catalogue's name, or the domain where one poll serves several lines of the catalogue (<c>postgres</c>).</param>
/// <param name="Target">Which of several, as the configuration names it; empty where there can be only one.</param>
/// <param name="Labels">Constant labels on every series.</param>
public sealed record CollectorInstance(
    string Name, string Target, ICollector Collector, PollSchedule Schedule, IEnumerable<KeyValuePair<string, string>> Labels)
{
    /// <summary>From the first poll to the second, instead of the interval: so that many which begin together do not go on together.</summary>
    public TimeSpan? Phase { get; init; }
}

/// <summary>When an instance is polled and how much it may expose.</summary>
/// <param name="MinAge">A scrape refreshes a snapshot that is older than this; null where only the interval polls.</param>
public sealed record PollSchedule(TimeSpan Interval, TimeSpan Timeout, TimeSpan? MinAge, int MaxSeries)
{
    /// <summary>What a poll's deadline, which is an error, leaves to a collector whose own is a result.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Shared by those of which only so many are polled at once.</summary>
    public PollTurns Turns { get; init; } = PollTurns.Unlimited;

    /// <summary>Shared by those that emit the same families; null where each has its own.</summary>
    public SnapshotPool? Snapshots { get; init; }

    /// <summary>What it can take at most until it is a poll's turn.</summary>
    public TimeSpan LongestWait { get; init; }

    /// <summary>For how long a snapshot is exposed when no newer one comes. When nothing answers any more, just then nothing may disappear.</summary>
    public TimeSpan Lifetime => Interval * 3 > (LongestWait + Timeout) * 2 ? Interval * 3 : (LongestWait + Timeout) * 2;

    internal static PollSchedule Of(PollConfig config, TimeSpan? minAge) => new(config.Interval, config.Timeout, minAge, config.MaxSeries);
}

/// <summary>What the instances are made from.</summary>
/// <param name="Environment">An environment variable, or null.</param>
/// <param name="Polls">How every instance fares at this moment.</param>
public sealed record CollectorContext(
    AgentConfig Config, Func<string, string?> Environment, TimeProvider Clock, Func<IReadOnlyList<PollReading>> Polls)
{
    /// <summary>Of the probes of all targets.</summary>
    public PollTurns ProbeTurns { get; init; } = new(Config.Collectors.Probe.Concurrency, Clock);

    public ProbeRequests ProbeRequests { get; init; } = new(Config.Collectors.Probe.Modules.Select(module => module.Name));

    public NotificationCounts Notifications { get; init; } = new();

    public RuleCounts Rules { get; init; } = new();

    /// <summary>Every instance is polled once, and somebody waits for it: nothing is left for a later poll.</summary>
    public bool IsOnce { get; init; }
}
