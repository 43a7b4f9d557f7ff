namespace MetricsAgent.Config;

/// <summary>When a collector polls and how much it may expose; every collector section has these keys.</summary>
public abstract record PollConfig
{
    public bool Enabled { get; set; } = true;

    /// <summary>Time from one poll's start to the next; at least 100 ms.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Deadline of one poll; at most the interval.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Series that one collector may expose; those above are dropped and counted.</summary>
    public int MaxSeries { get; set; } = 10_000;
}
